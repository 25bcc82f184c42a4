"""Pictures to ask about: a schematic heartbeat, in the library or as a version keeps it."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw
from wagtail.images import get_image_model
from wagtail.models import Collection

BEAT = [(0, 60), (20, 60), (25, 52), (30, 60), (38, 60), (40, 66), (44, 10), (48, 80), (52, 60)]
BEAT += [(62, 60), (70, 44), (78, 60), (100, 60)]


def a_heartbeat(width: int = 400, height: int = 200) -> bytes:
    """Return a PNG of a schematic heartbeat."""
    picture = Image.new("RGB", (width, height), "white")
    line = [(x * width // 100, y * height // 100) for x, y in BEAT]
    ImageDraw.Draw(picture).line(line, fill="black", width=2)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def a_kept_picture(**fields: Any) -> dict[str, Any]:
    """Store a picture where versions keep theirs; return it as an item has it."""
    name = default_storage.save("asked/heartbeat.png", ContentFile(a_heartbeat()))
    size = {"width": 400, "height": 200}
    return {"src": default_storage.url(name), "alt": "An ECG strip.", **size, **fields}


def an_image(collection: Collection, title: str = "Heartbeat", content: bytes = b""):
    """Put a picture into the library."""
    file = ContentFile(content or a_heartbeat(), name=f"{title.lower()}.png")
    return get_image_model().objects.create(title=title, file=file, collection=collection)
