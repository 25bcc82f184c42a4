"""A version in words, and what changed between two."""

from courses.domain.differences import Change, changes, told_by

BEFORE = {
    "activity_id": 7,
    "title": "Sepsis",
    "minutes": 30,
    "objectives": ["Recognise it.", "Treat it."],
    "references": [{"id": 1, "citation": "Author A. 2020."}],
    "lessons": [{"id": 3, "title": "The first hour", "minutes": 10}],
    "provider": {"id": 1, "name": "Harbour", "slug": "harbour"},
}


def test_a_version_tells_what_it_has_words_for():
    assert [(each.words, each.lines) for each in told_by(BEFORE)] == [
        ("Title", ("Sepsis",)),
        ("Objectives", ("Recognise it.", "Treat it.")),
        ("Estimated minutes", ("30",)),
        ("Lessons", ("The first hour, 10",)),
        ("References", ("Author A. 2020.",)),
        ("Provider", ("Harbour",)),
    ]


def test_changes_show_what_went_and_what_came_and_nothing_else():
    after = BEFORE | {
        "activity_id": 8,
        "minutes": 45,
        "references": [*BEFORE["references"], {"id": 2, "citation": "Author B. 2026."}],
        "languages": ["English"],
    }
    assert changes(BEFORE, after) == [
        Change("Estimated minutes", ("30",), ("45",)),
        Change("Languages", (), ("English",)),
        Change("References", (), ("Author B. 2026.",)),
    ]
    assert changes(BEFORE, BEFORE) == []


def test_another_order_is_told_whole():
    after = BEFORE | {"objectives": ["Treat it.", "Recognise it."]}
    assert changes(BEFORE, after) == [
        Change("Objectives", ("Recognise it.", "Treat it."), ("Treat it.", "Recognise it."))
    ]
