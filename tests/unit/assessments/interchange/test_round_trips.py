"""Export, import, export: the second file is the first, byte for byte, in every format."""

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from assessments.domain import items
from assessments.domain.interchange import FORMATS
from assessments.domain.interchange.fingerprint import fingerprint
from tests.factories.portables import FIELDS, portables

slow = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LOSSLESS = ["json"]


def test_every_kind_has_examples():
    assert set(FIELDS) == set(items.KINDS)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", FIELDS)
@slow
@given(drawn=st.data())
def test_export_import_export_is_the_same(name, kind, drawn):
    there = FORMATS[name]
    first = there.write(drawn.draw(st.lists(portables(kind), min_size=1, max_size=2)))
    carried = [entry.portable for entry in first.entries if entry.portable]
    reading = there.read(first.content) if carried else None

    if reading:
        assert [problem for entry in reading.entries for problem in entry.problems] == [
            problem for entry in reading.entries if entry.portable for problem in entry.problems
        ]
        arrived = [entry.portable for entry in reading.entries]
        assert len(arrived) == len(carried)
        second = there.write(arrived)
        assert second.content == first.content
        assert all(entry.portable for entry in second.entries)


@pytest.mark.parametrize("name", LOSSLESS)
@pytest.mark.parametrize("kind", FIELDS)
@slow
@given(drawn=st.data())
def test_nothing_is_lost_in_our_own_format(name, kind, drawn):
    sent = drawn.draw(portables(kind))
    writing = FORMATS[name].write([sent])
    (entry,) = FORMATS[name].read(writing.content).entries
    assert entry.problems == ()
    assert entry.portable.tags == sent.tags
    assert fingerprint(entry.portable.item) == fingerprint(sent.item)
