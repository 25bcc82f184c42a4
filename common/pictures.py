"""Pictures for the CMS: checked by content and written anew."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from PIL import Image
from wagtail.images.forms import BaseImageForm

from common.images import ImageRefused, safe_image


def clean_picture(file: File) -> File:  # type: ignore[type-arg]
    """Return the picture without what it carried along; raise `ValidationError`."""
    try:
        return safe_image(file, name=file.name or "picture")
    except ImageRefused as refusal:
        raise ValidationError(refusal.message, code=refusal.code) from refusal


def _opened(read: Callable[[Any], Any], data: Any) -> Any:
    """Let Wagtail look at a file; what breaks its reader is no picture."""
    try:
        return read(data)
    except (Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise ValidationError(
            "Choose a JPG, PNG, WebP or GIF picture that opens, of at most 40 megapixels.",
            code="invalid_image",
        ) from error


class PictureForm(BaseImageForm):
    """Wagtail's form for an image; a file that was just sent passes through `safe_image`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            field.to_python = partial(_opened, field.to_python)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        return clean_picture(file) if "file" in self.changed_data else file
