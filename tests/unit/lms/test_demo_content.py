"""What the demo's files say: every question stands once, is cited and can be used where it is asked."""

from collections import Counter

import pytest

from assessments.domain.items import KINDS
from lms.demo.authoring import CONTENT, content_files
from lms.demo.interactions import FORMATS
from lms.demo.responses import ANSWERS

WORKSHOPS = content_files(marked_by_people=True)
EVERYTHING = [*content_files(), *WORKSHOPS]
IN_EVALUATIONS = {"rating", "comment"}
EACH = pytest.mark.parametrize("content", EVERYTHING, ids=lambda content: content["slug"])


def asked(content):
    return [
        *content.get("pretest", {}).get("questions", []),
        *content["posttest"]["fixed"],
        *(
            row["question"]
            for lesson in content["lessons"]
            for row in lesson["body"]
            if "question" in row
        ),
    ]


@EACH
def test_keys_stand_once_and_what_is_asked_is_there(content):
    keys = Counter(row["key"] for row in content["questions"])
    assert [key for key, times in keys.items() if times > 1] == []
    assert set(asked(content)) <= set(keys)


@EACH
def test_questions_cite_what_is_listed_and_show_what_is_there(content):
    for row in content["questions"]:
        assert row["references"], row["key"]
        assert set(row["references"]) <= set(content["references"]), row["key"]
        assert row["objective"] in content["objectives"], row["key"]
        if "picture" in row:
            assert (CONTENT / "pictures" / row["picture"]).exists()
            assert row["alt"]


def test_people_mark_in_workshops_alone():
    for content in EVERYTHING:
        kinds = [KINDS[row["kind"]] for row in content["questions"]]
        assert any(kind.marked_by_people for kind in kinds) == (content in WORKSHOPS)


def test_demo_asks_every_kind_of_question_that_it_has_words_for():
    shown = {row["kind"] for content in EVERYTHING for row in content["questions"]}
    assert set(FORMATS) == set(ANSWERS) == set(KINDS)
    assert {"hotspot", "labelling", "essay", "file_answer"} <= shown
    assert set(FORMATS) >= IN_EVALUATIONS
