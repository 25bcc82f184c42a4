"""A question's pictures: those in its texts, and one that it may ask about.

They are named by their content as long as the question travels.
"""

import re
from hashlib import sha1
from html import escape, unescape
from pathlib import PurePath

from django.core.files.base import ContentFile
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.rich_text import expand_db_html

from assessments.domain import items
from assessments.domain.interchange.markup import prose
from assessments.domain.interchange.pictures import replace_pictures, write_picture
from common.storage import WholeFileStorage

ASKED = "asked"
EMBED = re.compile(r'<embed\b(?:[^>"]|"[^"]*")*>')
ATTRIBUTE = re.compile(r'\b(alt|id|embedtype)="([^"]*)"')


def as_portable(html, images):
    """Return stored rich text with its pictures by name, adding those to `images`."""

    def named(tag):
        attributes = {name: unescape(value) for name, value in ATTRIBUTE.findall(tag[0])}
        image = _find(attributes)
        if image is None:
            return ""
        name = name_of(image)
        images[name] = image
        return write_picture(name, attributes.get("alt", ""))

    return prose(expand_db_html(EMBED.sub(named, html)))


def as_stored(html, images):
    """Return portable HTML as rich text is stored, its pictures out of `images` by their names."""

    def embedded(name, alt):
        return (
            f'<embed embedtype="image" id="{images[name].pk}" alt="{escape(alt)}" '
            'format="fullwidth"/>'
        )

    return replace_pictures(html, embedded)


def name_of(image):
    """Return the name under which a picture travels: of equal pictures it is the same."""
    return f"{image.get_file_hash()}{PurePath(image.file.name).suffix}"


def addressed(content, address):
    """Return compiled content in which `address(image)` stands for each image."""
    if isinstance(content, AbstractImage):
        return address(content)
    if isinstance(content, dict):
        return {name: addressed(each, address) for name, each in content.items()}
    return content


def pinned(image):
    """Return the address of a copy that is named by its content, so that it never changes.

    The library's own file goes when somebody puts another one in its place. Raises `ItemInvalid` if
    it is lost already.
    """
    storage = WholeFileStorage()
    name = f"{ASKED}/{name_of(image)}"
    if not storage.exists(name):
        name = _pin(image, storage)
    return storage.url(name)


def _pin(image, storage):
    try:
        with image.open_file() as file:
            content = file.read()
    except OSError as error:
        message = f"The file of the picture “{image.title}” is missing."
        raise items.ItemInvalid([message]) from error
    mark = sha1(content, usedforsecurity=False).hexdigest()
    name = f"{ASKED}/{mark}{PurePath(image.file.name).suffix}"
    return storage.save(name, ContentFile(content))


def _find(attributes):
    if attributes.get("embedtype") != "image" or not attributes.get("id", "").isdigit():
        return None
    return get_image_model().objects.filter(pk=attributes["id"]).first()
