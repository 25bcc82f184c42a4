"""How long a declaration speaks and holds, when letters are due, and when a relationship is settled."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from courses.domain.disclosure import (
    EXCLUDING,
    Inclusion,
    Method,
    Nature,
    State,
    Tie,
    expiry,
    letter_due,
    problem_of,
    state_of,
    statement,
    told,
    window,
)

DAY = date(2026, 3, 31)
TIE = Tie("Company X", is_ineligible=True, nature=Nature.SPEAKER, has_ended=False)
MITIGATED = replace(
    TIE, decided=True, is_relevant=True, method=Method.PEER_REVIEW, done_on=date(2026, 3, 1)
)
IRRELEVANT = replace(TIE, decided=True)


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        (date(2026, 3, 31), date(2024, 3, 31), date(2027, 3, 31)),
        (date(2024, 2, 29), date(2022, 2, 28), date(2025, 2, 28)),
        (date(2026, 12, 31), date(2024, 12, 31), date(2027, 12, 31)),
        (date(2026, 1, 1), date(2024, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_declaration_looks_back_24_months_and_holds_for_12(day, start, end):
    assert window(day) == (start, day)
    assert expiry(day) == end


@pytest.mark.parametrize(
    ("days_left", "state"),
    [
        (-1, State.EXPIRED),
        (0, State.EXPIRING),
        (30, State.EXPIRING),
        (31, State.CURRENT),
    ],
)
def test_the_last_day_still_counts(days_left, state):
    assert state_of(DAY + timedelta(days=days_left), DAY) is state


def test_whoever_never_declared_is_missing():
    assert state_of(None, DAY) is State.MISSING


@pytest.mark.parametrize(
    ("days", "due"), [(-1, None), (0, 0), (6, 0), (7, 7), (20, 14), (28, 28), (99, 28)]
)
def test_letters_are_due_on_their_days(days, due):
    assert letter_due(DAY, DAY + timedelta(days=days)) == due


@pytest.mark.parametrize(
    ("tie", "deadline", "said"),
    [
        (TIE, None, "Decide whether"),
        (replace(TIE, is_ineligible=None), None, "Nobody has looked"),
        (replace(TIE, is_ineligible=False), None, ""),
        (IRRELEVANT, DAY, ""),
        (MITIGATED, date(2026, 3, 1), ""),
        (MITIGATED, date(2026, 2, 28), "after the role had started"),
        (MITIGATED, None, ""),
        (replace(TIE, nature=Nature.AS_TOLD, is_ineligible=None), None, "Decide whether"),
    ],
)
def test_what_is_still_to_be_done(tie, deadline, said):
    problem = problem_of(tie, deadline)
    assert said in problem
    assert bool(problem) == bool(said)


@pytest.mark.parametrize("nature", sorted(EXCLUDING))
def test_owners_and_employees_take_no_part_without_an_exception(nature):
    theirs = replace(MITIGATED, nature=nature)
    assert "take no part" in problem_of(theirs, None)
    assert not problem_of(replace(theirs, inclusion=Inclusion.BASIC_SCIENCE), None)
    assert not problem_of(replace(theirs, has_ended=True), None)
    assert not problem_of(replace(theirs, is_ineligible=False), None)


def test_learners_read_the_kind_and_the_company_and_nothing_of_what_is_irrelevant():
    assert told(replace(TIE, has_ended=True)) == "Speaker, Company X (ended)"
    assert not IRRELEVANT.is_told
    assert TIE.is_told, "nobody has found it irrelevant"


@pytest.mark.parametrize(
    ("ties", "all_declared", "said"),
    [
        ([], True, "Nobody in control"),
        ([IRRELEVANT], True, "Nobody in control"),
        ([IRRELEVANT, MITIGATED], True, "have been mitigated"),
        ([TIE, MITIGATED], True, ""),
        ([], False, ""),
    ],
)
def test_nothing_is_promised_that_is_not_so(ties, all_declared, said):
    sentence = statement(ties, all_declared=all_declared)
    assert said in sentence
    assert bool(sentence) == bool(said)
