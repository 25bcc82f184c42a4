"""Check a picture by its content and write it anew, without the metadata that came with it."""

import warnings
from io import BytesIO
from pathlib import PurePath
from typing import IO

from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif"}
QUALITY = {"JPEG": {"quality": 85, "optimize": True}, "WEBP": {"quality": 85}}
BOMB_WARNINGS = (Image.DecompressionBombWarning, Image.DecompressionBombError)


class ImageRefused(Exception):
    """Why a picture was not taken, in a sentence for the person who sent it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def safe_image(file: IO[bytes], *, name: str, max_bytes: int = MAX_BYTES) -> "ContentFile[bytes]":
    """Return the picture re-encoded in its own format under a name with the right ending.

    The rotation that a camera noted is applied; EXIF, comments and colour profiles go. An animation
    keeps its first frame. Raises `ImageRefused`.
    """
    picture = _decoded(_read(file, max_bytes))
    kind = picture.format or ""
    upright = ImageOps.exif_transpose(picture)
    out = BytesIO()
    _bare(upright).save(out, kind, **QUALITY.get(kind, {}))
    return ContentFile(out.getvalue(), name=PurePath(name).stem[:80] + SUFFIXES[kind])


def picture_format(file: IO[bytes], *, max_bytes: int = MAX_BYTES) -> str:
    """Return the format of a picture that opens, such as "JPEG"; raise `ImageRefused`."""
    return _decoded(_read(file, max_bytes)).format or ""


def _read(file: IO[bytes], max_bytes: int) -> bytes:
    file.seek(0)
    content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise ImageRefused("too_big", f"Choose a picture under {max_bytes // 1024 // 1024} MB.")
    return content


def _decoded(content: bytes) -> Image.Image:
    """Open and decode, looking at the size that the header claims before anything is unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=list(SUFFIXES))
            if picture.width * picture.height > MAX_PIXELS:
                raise ImageRefused("too_many_pixels", "Choose a picture of at most 40 megapixels.")
            picture.load()
    except BOMB_WARNINGS as error:
        raise ImageRefused(
            "too_many_pixels", "Choose a picture of at most 40 megapixels."
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ImageRefused(
            "not_an_image", "Choose a JPG, PNG, WebP or GIF picture that opens."
        ) from error
    return picture


def _bare(picture: Image.Image) -> Image.Image:
    """Return the pixels alone, with the palette or transparency that they need."""
    bare = Image.new(picture.mode, picture.size)
    if picture.mode == "P" and picture.palette:
        bare.putpalette(picture.palette)
        if "transparency" in picture.info:
            bare.info["transparency"] = picture.info["transparency"]
    bare.paste(picture)
    return bare
