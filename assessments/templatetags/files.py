"""Show the files of an answer."""

from datetime import datetime

from django import template

from assessments.domain.files import HeldFile
from assessments.domain.items import Item, Response, ResponseInvalid

register = template.Library()


@register.filter
def files_in(response: Response | None, item: Item) -> tuple[HeldFile, ...]:
    """Return the files that a response holds, none for what is no response."""
    try:
        return item.files(response)
    except ResponseInvalid:
        return ()


@register.filter
def sent_at(file: HeldFile) -> datetime:
    """Return when a file was sent."""
    return datetime.fromisoformat(file.uploaded_at)


@register.simple_tag
def neutral_name(file: HeldFile, number: int) -> str:
    """Return the name under which markers know a file."""
    return file.neutral_name(number)
