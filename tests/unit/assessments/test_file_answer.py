"""Files as answers: what an answer may hold of them, and how they are told."""

import pytest
from hypothesis import given, strategies as st

from assessments.domain.files import FAMILY_LABELS, FORMATS, Family, named, size_words
from assessments.domain.items import ItemInvalid, ResponseInvalid, dump, load
from tests.factories.items import file_answer
from tests.factories.sittings import response_to


def held(number=1, **fields):
    return {
        "sha256": f"{number:064x}",
        "size": 2048,
        "format": "pdf",
        "name": "Ada Learner.pdf",
        "uploaded_at": "2026-03-02T09:00:00+00:00",
        **fields,
    }


def answer(*files):
    return {"files": list(files)}


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 byte"), (812, "812 bytes"), (1024, "1 kB"), (46_000, "45 kB"), (1_048_575, "1024 kB")],
)
def test_small_sizes_are_told_in_bytes_and_kilobytes(size, words):
    assert size_words(size) == words


def test_large_sizes_are_told_in_megabytes():
    assert size_words(1024 * 1024) == "1 MB"
    assert size_words(3_400_000) == "3.2 MB"


def test_every_kind_of_file_has_words_and_formats():
    assert set(FAMILY_LABELS) == set(Family)
    assert {family for each in FORMATS.values() for family in each.families} == set(Family)
    assert len({each.suffix for each in FORMATS.values()}) == len(FORMATS)
    assert named([Family.PDF]) == "PDF"
    assert named([Family.PDF, Family.TEXT]) == "PDF or plain text (UTF-8)"


def test_what_is_accepted_stands_in_one_order_and_is_something():
    item = file_answer(accepts=["video", "pdf", "pdf"])
    assert dump(item)["accepts"] == ["pdf", "video"]
    assert load(dump(item)) == item
    for broken in ([], ["exe"]):
        with pytest.raises(ItemInvalid):
            file_answer(accepts=broken)
    for broken in ({"max_files": 6}, {"max_files": 0}, {"max_megabytes": 51}):
        with pytest.raises(ItemInvalid):
            file_answer(**broken)


def test_an_answer_keeps_files_in_the_order_in_which_they_came():
    item = file_answer(max_files=3)
    response = answer(held(2), held(1))
    assert item.check(response) == response
    assert [file.sha256[-1] for file in item.files(response)] == ["2", "1"]
    assert item.check(answer()) is None
    assert item.files(None) == ()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ("abc", "Give a list of files."),
        (["abc"], "names no file"),
        ([held(sha256="ABC")], "names no file"),
        ([held(sha256="../../../etc/passwd")], "names no file"),
        ([held(size=True)], "names no file"),
        ([held(size=0)], "names no file"),
        ([held(more="x")], "names no file"),
        ([held(name="")], "names no file"),
        ([held(format="exe")], "cannot be handed in here"),
        ([held(format="png")], "cannot be handed in here"),
        ([held(size=10 * 1024 * 1024 + 1)], "cannot be handed in here"),
        ([held(1), held(2), held(3)], "Too many files: 3, at most 2 files"),
        ([held(1), held(1)], "stands twice"),
    ],
)
def test_what_is_no_answer_is_refused(files, said):
    with pytest.raises(ResponseInvalid, match=said):
        file_answer(max_files=2).check({"files": files})


def test_markers_and_reviews_are_told_no_name():
    item = file_answer(max_files=2, model_answer="SBAR.")
    response = answer(held(1), held(2, format="text", name="ada.txt"))
    told = item.review(response).given
    assert told.splitlines()[0] == "File 1.pdf: PDF, 2 kB, SHA-256 000000000000…"
    assert "File 2.txt" in told
    assert "ada" not in told.lower()
    assert item.measure(response).startswith("2 files. Asked for: Up to 2 files: PDF or plain text")
    assert item.measure(None).startswith("0 files.")


def test_a_file_is_worth_nothing_until_it_is_marked():
    item = file_answer()
    assert item.score(response_to(item)) == 0
    assert item.guess_score() is None


def test_fields_take_away_what_they_name_and_nothing_else():
    item = file_answer(max_files=3)
    before = answer(held(1), held(2))
    token = {"csrfmiddlewaretoken": ["x"]}
    assert item.read_form(token, before) == before
    assert item.read_form({**token, "answer-step": [f"remove:{1:064x}"]}, before) == answer(held(2))
    assert item.read_form({**token, "answer-step": ["remove:"]}, before) == before
    assert (
        item.read_form({**token, "answer-file": ["a"], "answer-step": ["send"]}, before) == before
    )
    assert item.read_form({}, before) is None
    with pytest.raises(ResponseInvalid, match="Choose a file first"):
        item.read_form({**token, "answer-step": ["send"]}, before)


@given(st.sets(st.sampled_from(Family), min_size=1))
def test_browsers_are_asked_for_what_is_taken(families):
    item = file_answer(accepts=list(families))
    for name, each in FORMATS.items():
        assert item.takes(name) == (each.suffix in item.suffixes.split(","))
