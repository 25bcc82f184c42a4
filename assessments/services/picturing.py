"""Pictures of imported questions: checked, written anew, and each stored once in a collection."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha1
from io import BytesIO
from pathlib import PurePath

from django.core.files.base import ContentFile
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Collection

from accounts.models import User
from assessments.domain.interchange.portable import Notes, Portable
from assessments.models.figures import name_of
from common.images import ImageRefused, safe_image


@dataclass(frozen=True)
class Picture:
    """A picture of a question under the name it came with and the name of its content.

    It is stored already (`image`), or is still to be (`file`).
    """

    sent_as: str
    name: str
    image: AbstractImage | None
    file: "ContentFile[bytes] | None"


def find_pictures(portable: Portable, collection: Collection, notes: Notes) -> list[Picture]:
    """Return the pictures that can be kept, noting the others."""
    found = []
    for sent_as, content in portable.media.items():
        try:
            found.append(_find(sent_as, content, collection))
        except ImageRefused as refusal:
            notes.lost(f"The picture “{sent_as}” did not come across. {refusal.message}")
    return found


def _find(sent_as: str, content: bytes, collection: Collection) -> Picture:
    image = _stored(_hash(content), collection)
    if image:
        return Picture(sent_as, name_of(image), image, None)
    file = safe_image(BytesIO(content), name=sent_as)
    mark = _hash(file.read())
    file.seek(0)
    image = _stored(mark, collection)
    return Picture(sent_as, f"{mark}{PurePath(file.name or '').suffix}", image, file)


def _stored(mark: str, collection: Collection) -> AbstractImage | None:
    images = get_image_model().objects.filter(collection=collection, file_hash=mark)
    found: AbstractImage | None = images.order_by("pk").first()
    return found


def _hash(content: bytes) -> str:
    """Return what Wagtail keeps as an image's `file_hash`."""
    return sha1(content, usedforsecurity=False).hexdigest()


def store_pictures(
    pictures: Iterable[Picture], *, collection: Collection, by: User | None
) -> dict[str, AbstractImage]:
    """Return the images by the names of their content, storing those that are new."""
    return {picture.name: _store(picture, collection, by) for picture in pictures}


def as_image(picture: Picture) -> AbstractImage:
    """Return the picture as an image, unsaved if it is still to be stored."""
    return picture.image or get_image_model()(
        title=PurePath(picture.sent_as).stem,
        file=picture.file,
        file_hash=PurePath(picture.name).stem,
    )


def _store(picture: Picture, collection: Collection, by: User | None) -> AbstractImage:
    image = picture.image or _stored(PurePath(picture.name).stem, collection)
    if image is None:
        image = as_image(picture)
        image.collection, image.uploaded_by_user = collection, by
        image.save()
    return image
