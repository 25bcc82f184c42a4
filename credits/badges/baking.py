"""Badges as pictures that carry their credential (Open Badges 3.0, section 5.3)."""

from io import BytesIO

from PIL import Image, PngImagePlugin

CHUNK = "openbadgecredential"


def baked(picture: bytes, credential: str) -> bytes:
    """Return the PNG with a credential, JSON or token, in its iTXt chunk."""
    text = PngImagePlugin.PngInfo()
    text.add_itxt(CHUNK, credential)
    made = BytesIO()
    with Image.open(BytesIO(picture), formats=["PNG"]) as image:
        image.save(made, "PNG", pnginfo=text)
    return made.getvalue()


def carried(picture: bytes) -> str:
    """Return the credential that a PNG carries, "" for none."""
    with Image.open(BytesIO(picture), formats=["PNG"]) as image:
        image.load()
        found = image.text.get(CHUNK, "") if isinstance(image, PngImagePlugin.PngImageFile) else ""
        return str(found)
