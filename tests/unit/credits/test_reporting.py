"""Destinations and the steps of a report: who is told, what it takes, and what never happens."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from accounts.domain.identifiers import BOARDS, Kind
from credits.domain.destinations import DESTINATIONS, destinations_for, destinations_taking, listed
from credits.domain.reporting import (
    BY_HAND,
    LABELS,
    PROBLEMS,
    SENT,
    TOLD,
    TRANSITIONS,
    UNSENT,
    Problem,
    Reported,
    Status,
    credit_id,
    due,
    due_on,
    may_become,
    problem_with,
)

PARS, CPE, BROKER = (DESTINATIONS[code] for code in ("pars", "cpe_monitor", "ce_broker"))
ABIM = DESTINATIONS["pars_abim"]
BORN = (Kind.BIRTH_DAY.value, "")


GOOD = Reported(
    credit_type="ama_pra_1",
    amount=Decimal("1.00"),
    completed_on=date(2026, 5, 12),
    designated=Decimal("1.00"),
    increment=Decimal("0.25"),
    valid_from=date(2026, 1, 1),
    valid_until=date(2027, 12, 31),
    pars_id="201234567",
)


def credit_for(place) -> Reported:
    return replace(GOOD, credit_type=min(place.takes))


def standing(
    place=PARS, *, profession="physician", consents=True, name=True, known=(), credit=None
):
    return due(
        place,
        credit=credit or credit_for(place),
        profession=profession,
        subjects={place.subject} if consents else {"report:another"},
        has_name=name,
        known=known,
    )


@pytest.mark.parametrize(
    ("credit", "profession", "codes"),
    [
        ("ama_pra_1", "physician", ["pars"]),
        ("abim_moc", "physician", ["pars_abim"]),
        ("acpe", "pharmacist", ["cpe_monitor"]),
        ("ancc", "nurse", ["ce_broker"]),
        ("participation", "other", []),
    ],
)
def test_each_credit_has_its_destination(credit, profession, codes):
    places = destinations_taking(credit)
    assert [place.code for place in places] == codes
    assert all(place in destinations_for(profession) for place in places)


def test_every_board_of_pars_is_a_destination_with_its_own_number():
    for code in BOARDS:
        place = DESTINATIONS[f"pars_{code.lower()}"]
        assert place.missing({BORN, ("board_id", code)}) == ()
        assert place.missing({BORN, ("npi", ""), ("licence", "FL")})
        assert place.days == 30


@pytest.mark.parametrize("number", [("npi", ""), ("licence", "CA"), ("board_id", "ABP")])
def test_pars_needs_month_and_day_and_one_number(number):
    assert PARS.missing({BORN, number}) == ()
    assert listed(PARS.missing({number})) == "month and day of birth"
    assert listed(PARS.missing({BORN})) == "NPI or state licence or board ID"


def test_cpe_monitor_and_ce_broker_need_what_they_publish():
    assert CPE.missing({BORN, ("nabp_profile", "")}) == ()
    assert BROKER.missing({("licence", "FL")}) == ()
    assert BROKER.missing({BORN, ("npi", "")})
    assert (CPE.days, BROKER.days) == (60, 90)


def test_wording_says_what_is_sent_to_whom_and_that_it_can_be_taken_back():
    assert PARS.wording == (
        "My name, month and day of birth and NPI or state licence or board ID and the credit I earn "
        "may be sent to ACCME (PARS). I can take this back at any time."
    )
    assert "board ID (ABIM)" in ABIM.wording


def test_report_waits_for_consent_then_identity_then_nothing():
    known = {BORN, ("npi", "")}
    assert standing(consents=False, known=known).status is Status.CONSENT_MISSING
    waiting = standing()
    assert waiting.status is Status.MISSING_IDENTITY
    assert waiting.reason == ("Missing: month and day of birth; NPI or state licence or board ID.")
    nameless = standing(name=False, known=known)
    assert nameless.reason == "Missing: first and last name."
    assert standing(known=known).status is Status.QUEUED


NUMBERS = st.sets(
    st.tuples(st.sampled_from([k.value for k in Kind]), st.sampled_from(["", "FL", "ABIM"]))
)


@given(
    place=st.sampled_from(list(DESTINATIONS.values())),
    profession=st.sampled_from(["physician", "nurse", "pharmacist", "student", ""]),
    consents=st.booleans(),
    name=st.booleans(),
    known=NUMBERS,
)
def test_nobody_is_queued_who_is_not_eligible_or_did_not_allow_it(
    place, profession, consents, name, known
):
    found = standing(place, profession=profession, consents=consents, name=name, known=known)
    if found.status is Status.QUEUED:
        assert profession in place.professions
        assert consents
        assert name
        assert not place.missing(known)
    assert (found.status is Status.NOT_ELIGIBLE) == (profession not in place.professions)


def test_table_of_steps_is_whole():
    assert set(TRANSITIONS) == set(Status)
    assert not TRANSITIONS[Status.NOT_ELIGIBLE] | TRANSITIONS[Status.WITHDRAWN]
    assert not any(may_become(status, status) for status in Status)
    assert not any(may_become(status, Status.NOT_ELIGIBLE) for status in Status)


def test_what_was_sent_is_never_unsent_and_only_what_is_queued_is_sent():
    assert {s for s in Status if may_become(s, Status.EXPORTED)} == {Status.QUEUED}
    for status in SENT:
        assert not TRANSITIONS[status] & UNSENT


@pytest.mark.parametrize(
    ("place", "profession", "credit", "words"),
    [
        (PARS, "nurse", {}, "of this profession"),
        (PARS, "nurse_practitioner", {}, "of this profession"),
        (PARS, "physician_assistant", {}, "of this profession"),
        (PARS, "student", {}, "of this profession"),
        (PARS, "", {}, "of this profession"),
        (ABIM, "pharmacist", {}, "of this profession"),
        (CPE, "physician", {}, "of this profession"),
        (BROKER, "physician", {}, "of this profession"),
        (PARS, "physician", {"credit_type": "participation"}, "no such credit"),
        (PARS, "physician", {"credit_type": "abim_moc"}, "no such credit"),
        (BROKER, "nurse", {"credit_type": "ama_pra_1"}, "no such credit"),
        (
            DESTINATIONS["pars_abpmr"],
            "physician",
            {"valid_from": date(2024, 12, 31)},
            "1 January 2025",
        ),
    ],
)
def test_who_and_what_is_not_eligible_whatever_else_is_there(place, profession, credit, words):
    everything = {(kind.value, issuer) for kind in Kind for issuer in ("", "FL", *BOARDS)}
    given = replace(credit_for(place), **credit)
    found = standing(place, profession=profession, known=everything, credit=given)
    assert found.status is Status.NOT_ELIGIBLE
    assert words in found.reason


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, None),
        ({"pars_id": ""}, Problem.NO_ACTIVITY_ID),
        ({"completed_on": date(2025, 12, 31)}, Problem.OUTSIDE_DATES),
        ({"completed_on": date(2028, 1, 1)}, Problem.OUTSIDE_DATES),
        ({"completed_on": date(2026, 1, 1)}, None),
        ({"completed_on": date(2027, 12, 31)}, None),
        ({"claim_until": date(2026, 5, 11)}, Problem.AFTER_CLAIM_DATE),
        ({"claim_until": date(2026, 5, 12)}, None),
        ({"amount": Decimal("1.25")}, Problem.AMOUNT),
        ({"amount": Decimal("0.30")}, Problem.AMOUNT),
        ({"amount": Decimal("-1.00")}, Problem.AMOUNT),
        ({"amount": Decimal("0.25")}, None),
        ({"amount": Decimal("1.10"), "designated": Decimal("1.10")}, None),
    ],
)
def test_pre_checks_find_what_the_provider_has_to_put_right(changes, problem):
    assert problem_with(PARS, replace(GOOD, **changes)) == problem
    assert standing(credit=replace(GOOD, **changes)).status is not Status.NOT_ELIGIBLE


def test_only_pars_asks_for_the_number_of_the_activity():
    assert problem_with(CPE, replace(GOOD, pars_id="")) is None
    assert problem_with(ABIM, replace(GOOD, pars_id="")) is Problem.NO_ACTIVITY_ID


def test_every_status_and_problem_has_words_for_both_sides():
    assert set(LABELS) == set(Status)
    assert set(PROBLEMS) == set(TOLD) == set(Problem)
    assert set(BY_HAND) == SENT | {Status.REJECTED}


def test_credit_is_named_as_pars_wants_it():
    assert credit_id("https://cme.example:8000", 12) == "ccid:cme.example:12"


def test_report_is_due_some_days_after_completion():
    assert due_on(PARS, date(2026, 5, 12)) == date(2026, 6, 11)
    assert due_on(CPE, date(2026, 5, 12)) == date(2026, 7, 11)
