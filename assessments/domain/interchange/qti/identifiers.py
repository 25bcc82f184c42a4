"""Identifiers of the parts of an item as they are written here."""

from string import ascii_uppercase


def name_of(place: int) -> str:
    """Return the identifier of the part at a place: `A` to `Z`."""
    return ascii_uppercase[place]
