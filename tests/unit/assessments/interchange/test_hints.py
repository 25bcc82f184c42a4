"""Hints on their way: kept where a format has a place for them, named where it has none."""

import json

import pytest

from assessments.domain.interchange import FORMATS, own_json
from assessments.domain.interchange.fingerprint import fingerprint
from tests.factories.items import single_best_answer
from tests.factories.portables import a_portable

HINTS = [{"text": "<p>Think.</p>"}, {"text": "<p>b.</p>", "clear_wrong": True}]


def hinted(**fields):
    return a_portable(single_best_answer(hints=HINTS, **fields))


def test_own_json_keeps_them():
    content = own_json.write([hinted()]).content
    again = own_json.read(content).entries[0].portable
    assert again.item.hints == hinted().item.hints
    assert own_json.write([again]).content == content


def test_what_is_written_into_a_file_by_hand_is_cleaned():
    whole = json.loads(own_json.write([hinted()]).content)
    content = whole["questions"][0]["content"]
    content["hints"] = [{"text": "<p onclick='x'>A<script>x</script></p><img src='y'>"}]
    [entry] = own_json.read(json.dumps(whole).encode()).entries
    assert entry.portable.item.hints[0].text == "<p>A</p>"
    told = " ".join(problem.message for problem in entry.problems)
    assert "picture in a hint" in told
    assert "A script did not come across." in told


@pytest.mark.parametrize("hints", ["x", [1], [{"text": 1}], [{}], [{"text": "a", "more": 1}]])
def test_hints_that_are_none_are_refused(hints):
    whole = json.loads(own_json.write([hinted()]).content)
    whole["questions"][0]["content"]["hints"] = hints
    [entry] = own_json.read(json.dumps(whole).encode()).entries
    assert entry.portable is None


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"json", "moodle"}))
def test_format_without_hints_names_the_loss(name):
    [entry] = FORMATS[name].write([hinted()]).entries
    assert "Hints did not come across." in [problem.message for problem in entry.problems]
    [entry] = FORMATS[name].write([a_portable(single_best_answer())]).entries
    assert "Hints did not come across." not in [problem.message for problem in entry.problems]


def test_hints_tell_questions_apart():
    plain = single_best_answer()
    assert fingerprint(plain) != fingerprint(hinted().item)
    assert fingerprint(hinted().item) == fingerprint(single_best_answer(keys="abcd", hints=HINTS))
