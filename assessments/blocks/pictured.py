"""A picture to be asked about, and places on it that an author draws or types."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.forms import Script
from django.urls import reverse
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from assessments.blocks.base import InteractionFormat
from assessments.domain.items import ItemInvalid
from assessments.domain.items.pictured import percent
from assessments.domain.shapes import SCALE

NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]+)?")
SEPARATORS = re.compile(r"[\s,;]+")
NO_NUMBERS = "Write percentages from 0 to 100 with commas between them: 12.5, 40."


class PlacesInput(forms.TextInput):
    """Numbers to type; a script lets them be drawn on the picture too."""

    class Media:
        css = {"all": ["css/cms/places.css"]}
        js = [Script("js/cms/regions.js", type="module")]

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "off", **(attrs or {})})

    def get_context(self, name, value, attrs):
        """Say where the script finds a picture by its number, which stands for 0."""
        source = reverse("assessments_picture", args=[0])
        return super().get_context(name, value, {"data-places": source, **(attrs or {})})


class PlacesBlock(blocks.CharBlock):
    """Percentages of a picture's width and height."""

    def __init__(self, **options):
        super().__init__(max_length=600, **options)
        self.field.widget = PlacesInput()
        self.field.validators.append(check_places)


def check_places(text):
    """Refuse what are no percentages."""
    if thousandths(text) is None:
        raise ValidationError(NO_NUMBERS)


def thousandths(text):
    """Return typed percentages as thousandths, None if they are none."""
    parts = [part for part in SEPARATORS.split(text or "") if part]
    if not parts or not all(NUMBER.fullmatch(part) for part in parts):
        return None
    found = [round(Decimal(part) * 10) for part in parts]
    return found if max(found) <= SCALE else None


def percentages(places):
    """Return thousandths as they are typed."""
    return ", ".join(percent(place) for place in places)


class PictureChooserBlock(ImageChooserBlock):
    """A picture of the library; one that comes with a question may be stored later."""

    def clean(self, value):
        if value is not None and value.pk is None:
            return value
        return super().clean(value)


class PicturedFormat(InteractionFormat):
    """A format about one picture."""

    picture = PictureChooserBlock(
        help_text="Take one that is large enough to be read, without names or dates of birth."
    )
    alt = blocks.TextBlock(
        rows=2,
        max_length=500,
        label="What the picture shows",
        help_text=(
            "For people who cannot see it, and where it does not load. Say what kind of picture it "
            "is and what it shows, but not the answer."
        ),
    )

    def picture_of(self, value):
        """Return the picture as the items hold it, the image itself in place of an address."""
        image = value["picture"]
        if image is None:
            raise ItemInvalid(["Choose a picture."])
        size = {"width": image.width, "height": image.height}
        return {"picture": {"src": image, "alt": value["alt"], **size}}

    def picture_value(self, content):
        """Return what the block stores of a picture; whoever has the image puts it in."""
        return {"picture": None, "alt": content["picture"]["alt"]}
