"""Shapes of requirements that no seeded row has, and what is always true."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from credits.domain.requirements import (
    Acceptance,
    Holding,
    RequirementInvalid,
    Status,
    accepted,
    evaluate,
    load,
)
from tests.unit.credits.requirements.rows import ACCEPTED, SEEDS, TODAY, credit, found, seeded

EXPIRES = date(2027, 1, 31)
TOTAL = {"kind": "total", "key": "total", "title": "Total", "quantity": 40}


def asked(*clauses, **more):
    cycle = {"months": 24, "anchor": "expiry"}
    body = {"categories": ["cat1", "cat2"], "cycle": cycle, "clauses": list(clauses), **more}
    return load(body)


def rows_of(requirement, *credits_, accepts=ACCEPTED, **facts):
    held = Holding(date(2010, 1, 1), EXPIRES, facts)
    return {row.key: row for row in evaluate(requirement, held, credits_, accepts, TODAY)}


def test_carry_over_up_to_its_cap():
    """Iowa: at most 20 of the hours that were too many count in the next cycle."""
    before = credit(70, on=date(2024, 5, 5))
    rows = rows_of(asked(TOTAL | {"carry_over": 20}), before, credit(15))
    assert (rows["total"].counted, rows["total"].short_by) == (35, 5)
    assert [row.title for row in rows["total"].allocated][-1].startswith("Carried over")
    rows = rows_of(asked(TOTAL | {"carry_over": 20}), credit(45, on=date(2024, 5, 5)))
    assert rows["total"].counted == 5


def test_multiplier_up_to_its_cap():
    """Nevada: up to four hours count double in listed topics."""
    double = {"credit": {"topics": ["pain management"]}, "factor": "2", "cap": 4}
    clause = TOTAL | {"multipliers": [double]}
    rows = rows_of(asked(clause), credit(3, "pain management"), credit(3, "pain management"))
    assert rows["total"].counted == 10


def test_self_assessment_counts_half_as_much_again():
    """NCCPA: self-assessment 1.5 times (domain facts, section 4)."""
    half = {"credit": {"tags": ["self-assessment"]}, "factor": "1.5"}
    rows = rows_of(asked(TOTAL | {"multipliers": [half]}), credit(10, tags=["self-assessment"]))
    assert rows["total"].counted == 15


def test_certification_substitutes_for_everything():
    """North Carolina, North Dakota, Minnesota: certification stands in for all of it."""
    body = asked(TOTAL, substitutes={"fact": "board_certified_on", "within_months": 120})
    assert rows_of(body, board_certified_on="2020-01-01")["total"].status is Status.MET
    short = rows_of(body)["total"]
    assert short.status is Status.SHORT
    assert short.questions == ("board_certified_on",)


def test_partial_equivalent_with_a_cap():
    teaching = {
        "key": "teaching",
        "title": "Teaching",
        "fact": "patients_65_percent",
        "quantity": 1,
        "cap": 20,
        "category": "cat1",
    }
    rows = rows_of(asked(TOTAL, equivalents=[teaching]), patients_65_percent=25)
    assert rows["total"].counted == 20


def test_something_to_declare():
    clause = {"kind": "attest", "key": "declared", "title": "Declare", "fact": "prescribes"}
    assert rows_of(asked(clause), prescribes=True)["declared"].status is Status.MET
    assert rows_of(asked(clause), prescribes=False)["declared"].status is Status.SHORT
    assert rows_of(asked(clause))["declared"].questions == ("prescribes",)


def test_what_is_met_anyhow_asks_nothing():
    clause = TOTAL | {"applies_if": {"fact": "dea_registered", "is": True}}
    assert rows_of(asked(clause), credit(40))["total"].status is Status.MET
    assert rows_of(asked(clause))["total"].questions == ("dea_registered",)


def test_acceptance_is_directed_factored_capped_and_dated():
    to_category_1 = Acceptance(
        "ecmec",
        "cat1",
        factor=Decimal("0.5"),
        cap=Decimal(10),
        valid_from=date(2025, 6, 1),
        valid_until=date(2026, 12, 31),
    )
    european = [credit(16, kind="ecmec"), credit(16, kind="ecmec")]
    early = credit(16, kind="ecmec", on=date(2025, 5, 31))
    rows = rows_of(asked(TOTAL), *european, early, accepts=[to_category_1])
    assert rows["total"].counted == 10
    assert accepted([credit(5)], [to_category_1]) == []


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ({"quantity": 0}, "Quantity"),
        ({"exclusive_with": ["nobody"]}, "refers to “nobody”"),
        ({"applies_if": {"fact": "shoe_size", "is": True}}, "shoe_size"),
        ({"window": {"kind": "whenever"}}, "Window"),
        ({"colour": "blue"}, "Extra inputs"),
    ],
)
def test_unsound_data_is_told_in_sentences(clause, words):
    with pytest.raises(RequirementInvalid) as told:
        asked(TOTAL | clause)
    assert any(words.casefold() in message.casefold() for message in told.value.messages) or (
        "fact" in str(told.value).casefold()
    )


def test_a_key_stands_once():
    with pytest.raises(RequirementInvalid, match="used twice"):
        asked(TOTAL, TOTAL)


NAMES = [path.stem for path in SEEDS.glob("*.yaml")]
TOPICS = ["opioid prescribing", "pain management", "patient safety", "child abuse", "implicit bias"]
CREDITS = st.lists(
    st.builds(
        lambda amount, topic, days, kind: credit(
            amount, topic, on=TODAY - timedelta(days=days), kind=kind
        ),
        st.decimals(min_value="0.25", max_value=60, places=2),
        st.sampled_from(TOPICS),
        st.integers(0, 2000),
        st.sampled_from(["ama_pra_1", "ama_pra_2", "ancc", "abim_moc"]),
    ),
    max_size=12,
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "dea_registered": st.booleans(),
        "direct_patient_care": st.booleans(),
        "pain_clinic": st.booleans(),
        "specialty": st.sampled_from(["Pathology", "Family medicine"]),
    },
)


@settings(max_examples=60)
@given(st.sampled_from(NAMES), CREDITS, FACTS)
def test_no_finding_counts_more_than_was_earned(name, credits_, facts):
    amounts = {row.id: row.amount for row in credits_}
    for finding in found(name, *credits_, **facts).values():
        for part in (finding, *finding.parts):
            counted = {}
            for row in part.allocated:
                counted[row.credit] = counted.get(row.credit, 0) + row.amount
            assert all(amount <= amounts[credit] for credit, amount in counted.items())
            assert part.short_by == max(part.needed - part.counted, 0) or (
                part.status is not Status.SHORT
            )


@settings(max_examples=60)
@given(st.sampled_from(NAMES), CREDITS, FACTS)
def test_more_credit_never_leaves_more_to_do(name, credits_, facts):
    before = found(name, *credits_, **facts)
    more = [*credits_, replace(credits_[0], id="entry:999999")] if credits_ else credits_
    after = found(name, *more, **facts)
    missing_before = sum(row.short_by for row in before.values())
    assert sum(row.short_by for row in after.values()) <= missing_before


@settings(max_examples=30)
@given(st.sampled_from(NAMES), CREDITS, FACTS, st.randoms(use_true_random=False))
def test_the_order_of_credit_does_not_matter(name, credits_, facts, random):
    shuffled = list(credits_)
    random.shuffle(shuffled)
    assert found(name, *shuffled, **facts) == found(name, *credits_, **facts)


def test_every_seeded_requirement_has_a_category():
    assert all(seeded(name).categories for name in NAMES)
