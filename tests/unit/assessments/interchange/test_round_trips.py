"""Export, import, export: the second file is the first, byte for byte, in every format."""

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from assessments.domain import items
from assessments.domain.interchange import FORMATS
from assessments.domain.interchange.fingerprint import fingerprint
from assessments.domain.interchange.markup import text_of
from tests.factories.portables import FIELDS, portables

slow = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LOSSLESS = ["json"]
TOGETHER = {"vignette_set", "key_feature"}


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
        assert len(arrived) == len(carried) or any(each.item.kind in TOGETHER for each in carried)
        second = there.write(arrived)
        assert second.content == first.content
        assert all(entry.portable for entry in second.entries)


PIECES = [
    "<p>A case.</p>",
    "<p>Which?</p>",
    "Loose words. ",
    "<ul><li>one</li></ul>",
    "<h3>Title</h3>",
    "<p><img src='x.png'></p>",
    "<p>Text <img src='x.png'></p>",
    "<p><?</p>",
    "<p>&nbsp;</p>",
    "<div>Editor</div>",
    "<script>x</script>",
    "<p>" + "long " * 120 + "</p>",
    "<p>" + "long " * 120 + ". What now?</p>",
    "<table><tr><td>1</td></tr></table>",
]


@pytest.mark.parametrize("name", FORMATS)
@slow
@given(texts=st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join))
def test_a_file_of_others_settles_with_its_first_import(name, texts):
    """Import, export, import: what came in once comes in the same again, nothing made up."""
    (first,) = FORMATS["gift"].read(f"::N::[html]{gift_escaped(texts)}{{=a ~b}}".encode()).entries
    if first.portable is None:
        return
    sent = FORMATS[name].write([first.portable])
    if sent.entries[0].portable is None:
        return
    (again,) = FORMATS[name].read(sent.content).entries
    assert again.portable, again.problems
    assert FORMATS[name].write([again.portable]).content == sent.content
    assert words_of(again.portable.item) <= words_of(first.portable.item)


def gift_escaped(text: str) -> str:
    return "".join(f"\\{each}" if each in "~=#{}:" else each for each in text)


def words_of(item) -> set[str]:
    return set(text_of(f"{item.stem} {item.lead_in}").split())


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
