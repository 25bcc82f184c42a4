"""Badges as documents: proofs by Data Integrity, JSON Web Tokens, pictures that carry them."""

from credits.badges.baking import baked, carried
from credits.badges.pictures import badge_picture, sharing_picture
from credits.badges.proofs import as_jwt, multibase_key, proved

__all__ = [
    "as_jwt",
    "badge_picture",
    "baked",
    "carried",
    "multibase_key",
    "proved",
    "sharing_picture",
]
