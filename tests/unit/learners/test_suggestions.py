"""What to take next, and why."""

from datetime import date

import pytest

from learners.domain.suggestions import Suggestion, suggest

TODAY = date(2026, 5, 12)


def facts(pk=1, **changes):
    return {
        "activity_id": pk,
        "title": f"Activity {pk}",
        "topics": ["sepsis"],
        "professions": ["nurse"],
        "released_on": "2025-01-01",
        "strand": "clinical",
        "strand_label": "Clinical",
        "minutes": 60,
        **changes,
    }


def suggested(offered, taken=(), profession="", limit=4):
    return suggest(offered, taken, profession=profession, on=TODAY, limit=limit)


def test_what_was_begun_is_not_suggested():
    assert suggested([facts(1)], [facts(1)]) == []


@pytest.mark.parametrize(
    ("offered", "taken", "reason"),
    [
        ({}, [facts(9)], "Also about sepsis, like “Activity 9”"),
        ({"professions": ["pharmacist"]}, [], "Written for your profession"),
        ({"released_on": "2026-05-01"}, [], "New in the catalogue"),
        (
            {"strand": "skills", "strand_label": "Soft skills"},
            [facts(9, topics=["opioids"])],
            "Something different: soft skills",
        ),
        ({"minutes": 25}, [], "Fits into half an hour"),
        ({}, [], "About sepsis"),
        ({"topics": []}, [], "In the catalogue"),
    ],
)
def test_every_suggestion_says_why(offered, taken, reason):
    assert suggested([facts(1, **offered)], taken, "pharmacist") == [Suggestion(1, reason)]


def test_a_related_activity_comes_before_one_for_the_profession_and_a_short_one():
    rows = [
        facts(1, topics=["pain"], minutes=10),
        facts(2, topics=["pain"], professions=["nurse"]),
        facts(3, topics=["sepsis", "infection"]),
        facts(4, topics=["sepsis"]),
    ]

    found = suggested(rows, [facts(9, topics=["sepsis", "infection"])], "midwife", limit=3)

    assert [each.activity_id for each in found] == [3, 4, 1]


def test_equals_keep_the_order_of_the_catalogue():
    assert [s.activity_id for s in suggested([facts(3), facts(1), facts(2)])] == [3, 1, 2]
