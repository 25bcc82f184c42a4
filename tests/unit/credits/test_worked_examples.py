"""Arithmetic of credit bodies, retold with its source (docs/rules/credit.md)."""

from decimal import Decimal

import pytest

from credits.domain.credit_types import CREDIT_SYSTEMS
from credits.domain.rules import credit_for, most_beside


@pytest.mark.parametrize(
    ("minutes", "credit"),
    [
        (60, "1.00"),
        (45, "0.75"),
        (52, "0.75"),
        (53, "1.00"),
        (90, "1.50"),
        (7, "0.00"),
        (8, "0.25"),
    ],
)
def test_ama_pra_category_1(minutes, credit):
    """60 minutes are 1 credit, rounded to the nearest quarter hour (AMA PRA booklet)."""
    assert credit_for(minutes, increment=Decimal("0.25")) == Decimal(credit)


@pytest.mark.parametrize(
    ("minutes", "credit"), [(30, "0.5"), (60, "1.0"), (44, "0.5"), (45, "1.0")]
)
def test_eaccme(minutes, credit):
    """Half a European credit for 30 minutes."""
    assert credit_for(minutes, increment=Decimal("0.5")) == Decimal(credit)


def test_acpe_ceu():
    """Ten contact hours are one continuing education unit, so one hour is 0.1."""
    assert credit_for(60, increment=Decimal("0.1"), minutes_per_credit=600) == Decimal("0.1")
    assert credit_for(90, increment=Decimal("0.01"), minutes_per_credit=600) == Decimal("0.15")


BY_CODE = {system.code: system for system in CREDIT_SYSTEMS}


@pytest.mark.parametrize(
    ("code", "minutes", "credit"),
    [
        ("ama_pra_1", 52, "0.75"),
        ("ancc", 45, "0.75"),
        ("acpe", 90, "1.50"),
        ("acpe_t", 90, "1.50"),
        ("ipce", 68, "1.25"),
        ("aapa_1", 60, "1.00"),
        ("aafp_prescribed", 75, "1.25"),
        ("aafp_elective", 75, "1.25"),
        ("eaccme", 44, "0.5"),
        ("eaccme", 45, "1.0"),
        ("rcpsc_1", 60, "1.00"),
        ("rcpsc_2", 90, "1.50"),
        ("rcpsc_3", 60, "1.00"),
        ("uk_cpd", 60, "1.00"),
        ("participation", 50, "0.75"),
    ],
)
def test_time_becomes_credit_as_the_type_says(code, minutes, credit):
    kind = BY_CODE[code]
    assert credit_for(
        minutes,
        increment=kind.increment,
        minutes_per_credit=kind.minutes_per_credit,
        rounding=kind.rounding,
    ) == Decimal(credit)


@pytest.mark.parametrize(
    ("code", "cme", "points"),
    [
        ("abim_moc", "1.50", "1.50"),  # at most the CME credits
        ("abim_moc", "1.10", "1.00"),  # and never more by rounding
        ("abp_moc", "1.00", "1"),
        ("abp_moc", "1.25", "1"),
        ("abp_moc", "1.50", "2"),  # to the nearest whole number (ACCME FAQ 8080), halves up
        ("abp_moc", "2.75", "3"),
        ("abp_moc", "0.25", "0"),
    ],
)
def test_points_stand_beside_claimed_credit(code, cme, points):
    kind = BY_CODE[code]
    most = most_beside(Decimal(cme), increment=kind.increment, rounding=kind.rounding)
    assert most == Decimal(points)
