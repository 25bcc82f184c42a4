"""What changed between two versions, in words."""

from assessments.domain.differences import Change, differences

OPTIONS = [
    {"key": "a", "text": "Aspirin", "correct": True},
    {"key": "b", "text": "Heparin", "correct": False},
]
BEFORE = {"stem": "<p>A man.</p>", "lead_in": "What now?", "options": OPTIONS, "shuffle": True}


def test_equal_contents_do_not_differ():
    assert differences(BEFORE, dict(BEFORE)) == []


def test_texts_are_shown_without_markup():
    after = {**BEFORE, "stem": "<p>A <b>woman</b>.</p>", "shuffle": False}
    assert differences(BEFORE, after) == [
        Change("Case or vignette", "A man.", "A woman."),
        Change("Shuffle", "yes", "no"),
    ]


def test_parts_are_compared_by_key():
    moved = [{"key": "b", "text": "Heparin", "correct": True}, {**OPTIONS[0], "correct": False}]
    assert differences(BEFORE, {**BEFORE, "options": moved}) == [
        Change("Option “Aspirin”: correct", "yes", "no"),
        Change("Option “Heparin”: correct", "no", "yes"),
        Change("Order of options", "Aspirin, Heparin", "Heparin, Aspirin"),
    ]


def test_parts_come_and_go():
    after = [OPTIONS[0], {"key": "c", "text": "Morphine", "correct": False}]
    assert differences(BEFORE, {**BEFORE, "options": after}) == [
        Change("Option", "Heparin", ""),
        Change("Option", "", "Morphine"),
    ]


def test_a_new_objective_is_told_by_its_words():
    told = differences({"objective": None}, {"objective": {"id": 3, "text": "Recognise shock."}})
    assert told == [Change("Objective", "", "Recognise shock.")]
