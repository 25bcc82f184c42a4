"""The table of docs/interchange.md says of each kind which formats carry it, as the code does."""

import re

import pytest

from assessments.domain import items
from assessments.domain.interchange import FORMATS
from lms.settings import BASE_DIR
from tests.factories.items import one_of_each
from tests.factories.portables import HEARTBEAT, a_portable

DOCS = (BASE_DIR / "docs/interchange.md").read_text()
COLUMNS = ("gift", "moodle", "qti-3.0")
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NONE = "–"


def rows() -> dict[str, dict[str, bool]]:
    """Return by the label of each kind whether each format is said to carry it."""
    found = {}
    for names, *cells in ROW.findall(DOCS):
        for name in names.split(","):
            found[name.strip().casefold()] = {
                column: cell.strip() != NONE for column, cell in zip(COLUMNS, cells, strict=True)
            }
    return found


@pytest.mark.parametrize("item", one_of_each(), ids=lambda item: item.kind)
def test_the_table_says_which_formats_carry_a_kind(item):
    said = rows()[item.label.casefold()]
    sent = item.with_pictures(dict.fromkeys(item.pictures(), "a.png"))
    portable = a_portable(sent, media=dict.fromkeys(sent.pictures(), HEARTBEAT))
    done = {
        name: FORMATS[name].write([portable]).entries[0].portable is not None for name in COLUMNS
    }
    assert said == done


def test_every_kind_and_format_stands_in_the_docs():
    assert {kind.label.casefold() for kind in items.KINDS.values()} <= rows().keys()
    for name in FORMATS:
        assert f"`{name}`" in DOCS
