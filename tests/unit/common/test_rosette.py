"""The rosette is the activity's face: the same slug must always draw the same one."""

import re
from hashlib import sha256

import pytest

from common.rosette import bands, rosette

SLUGS = ["sglt2-heart-failure", "delirium", "breaking-bad-news", "a", "ß-ä-é"]


@pytest.mark.parametrize("slug", SLUGS)
def test_rosette_depends_on_the_slug_alone(slug):
    first = rosette(slug)
    rosette.cache_clear()
    assert rosette(slug) == first


def test_rosette_is_drawn_as_it_was_when_certificates_were_printed():
    drawn = rosette("sglt2-heart-failure", "opi")
    assert sha256(drawn.encode()).hexdigest()[:16] == "93d6a7b777a76991"


def test_rosettes_of_different_slugs_differ():
    assert len({rosette(slug) for slug in SLUGS}) == len(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("which", ["pi", "opi"])
def test_rosette_repeats_each_band_by_reference(slug, which):
    drawn = rosette(slug, which)
    assert drawn.count("<path") == len(which)
    assert drawn.count("<use") == sum(bands(slug)[key].repeats - 1 for key in which)


def test_references_point_at_ids_that_are_there():
    drawn = rosette("delirium", "opi", ident="seal")
    ids = set(re.findall(r'id="([^"]+)"', drawn))
    assert set(re.findall(r'href="#([^"]+)"', drawn)) == ids
    assert all(name.startswith("seal-") for name in ids)


def test_dense_doubles_the_repeats():
    assert rosette("delirium", "p", dense=2).count("<use") > rosette("delirium", "p").count("<use")


@pytest.mark.parametrize("number", range(60))
def test_rosette_stays_small(number):
    assert len(rosette(f"activity-{number}", "pi")) < 6000


def test_rosette_is_hidden_and_needs_no_inline_style():
    drawn = rosette("delirium")
    assert 'aria-hidden="true"' in drawn
    assert "style=" not in drawn
