"""The seeded requirements, row by row as the boards state them (docs/rules/requirements.md)."""

from datetime import date
from decimal import Decimal

import pytest
import yaml

from credits.domain.requirements import load
from tests.unit.credits.requirements.rows import (
    MET,
    NOT_ASKED,
    SEEDS,
    SHORT,
    UNKNOWN,
    credit,
    found,
    statuses,
)


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_seed_is_sound_and_says_where_it_comes_from(path):
    seed = yaml.safe_load(path.read_text())
    load(seed["body"])
    assert seed["source"]
    assert seed["confidence"] in {"verified", "secondary", "unverified"}
    assert isinstance(seed["checked_on"], date)


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_seed_asks_for_what_no_credit_can_carry(path):
    """Neither the ledger nor a learner's own list knows tags: what asks for one is never met."""
    assert "tags" not in path.read_text()


# Row 1: DEA


def test_dea_counts_eight_hours_of_any_date():
    old = credit(3, "opioid use disorder", on=date(2015, 1, 1))
    rows = found("us-dea", old, credit(5, "substance use disorder"), veterinarian_only=False)
    assert rows["substance_use"].status is MET
    assert rows["substance_use"].counted == 8


def test_dea_is_met_by_addiction_certification_and_asks_for_what_it_does_not_know():
    assert found("us-dea", veterinarian_only=True)["substance_use"].status is NOT_ASKED
    certified = found("us-dea", veterinarian_only=False, addiction_board_certified=True)
    assert certified["substance_use"].status is MET
    unknown = found("us-dea")["substance_use"]
    assert unknown.status is UNKNOWN
    assert unknown.questions == ("veterinarian_only",)
    short = found("us-dea", veterinarian_only=False)["substance_use"]
    assert (short.status, short.short_by) == (SHORT, 8)
    assert "addiction_board_certified" in short.questions


def test_dea_counts_accredited_credit_only():
    """Category 2 is claimed by oneself; a nurse practitioner brings contact hours."""
    own = credit(8, "opioid use disorder", kind="ama_pra_2")
    assert found("us-dea", own, veterinarian_only=False)["substance_use"].short_by == 8
    hours = credit(8, "substance use disorder", kind="ancc")
    assert found("us-dea", hours, veterinarian_only=False)["substance_use"].status is MET


def test_dea_counts_a_recent_degree_with_the_curriculum():
    facts = {"veterinarian_only": False, "sud_curriculum": True}
    assert found("us-dea", graduated_on="2023-05-30", **facts)["substance_use"].status is MET
    assert found("us-dea", graduated_on="2020-05-30", **facts)["substance_use"].status is SHORT


# Row 2: California


def test_california_asks_half_of_a_licence_younger_than_thirteen_months():
    full = found("us-ca-md", credit(25))
    young = found("us-ca-md", credit(25), issued=date(2026, 1, 15))
    assert (full["total"].status, full["total"].short_by) == (SHORT, 25)
    assert (young["total"].status, young["total"].needed) == (MET, 25)


def test_california_takes_pain_or_opiate_dependence_once():
    pain = found("us-ca-md", credit(12, "pain management", on=date(2012, 1, 1)))
    opiates = found("us-ca-md", credit(12, opioid_use_disorder=4, buprenorphine=8))
    too_little = found("us-ca-md", credit(12, opioid_use_disorder=8, buprenorphine=4))
    assert pain["pain_or_opiates"].status is MET, "whatever the specialty"
    facts = {"specialty": "Cardiology"}
    pain = found("us-ca-md", credit(12, "pain management", on=date(2012, 1, 1)), **facts)
    assert pain["pain_or_opiates"].status is MET
    assert opiates["pain_or_opiates"].status is MET
    short = found("us-ca-md", credit(12, opioid_use_disorder=8, buprenorphine=4), **facts)
    assert short["pain_or_opiates"].status is SHORT
    assert short["pain_or_opiates"].parts[-1].short_by == 4
    assert too_little["pain_or_opiates"].status is UNKNOWN
    assert found("us-ca-md", specialty="pathology")["pain_or_opiates"].status is NOT_ASKED


def test_california_asks_geriatrics_of_a_fifth_where_a_quarter_of_patients_is_old():
    facts = {"specialty": "Family medicine", "patients_65_percent": 26}
    rows = found("us-ca-md", credit(50, geriatric_medicine=9), **facts)
    assert (rows["geriatric"].needed, rows["geriatric"].short_by) == (10, 1)
    facts["patients_65_percent"] = 25
    assert found("us-ca-md", **facts)["geriatric"].status is NOT_ASKED


def test_california_counts_a_board_examination_for_two_cycles():
    fresh = found("us-ca-md", board_exam_passed_on="2023-02-01")
    stale = found("us-ca-md", board_exam_passed_on="2023-01-31")
    assert fresh["total"].status is MET
    assert [row.amount for row in fresh["total"].allocated] == [50]
    assert stale["total"].status is SHORT


def test_california_asks_by_the_second_renewal_or_within_four_years():
    """Whichever is earlier: docs/rules/requirements.md."""
    new = found("us-ca-md", issued=date(2025, 6, 1), specialty="Cardiology")
    assert new["pain_or_opiates"].due_on == date(2029, 1, 31)  # second renewal
    older = found("us-ca-md", issued=date(2023, 6, 1), specialty="Cardiology")
    assert older["pain_or_opiates"].due_on == date(2027, 1, 31)
    assert older["total"].due_on == date(2027, 1, 31)


# Row 3: Texas


def test_texas_counts_opioid_hours_to_ethics_too():
    rows = found("us-tx-md", credit(48, opioid_prescribing=2), direct_patient_care=True)
    assert statuses(rows) == {
        "total": MET,
        "category_1": MET,
        "ethics": MET,
        "opioid_first": NOT_ASKED,
        "opioid_later": MET,
        "opioid_new": NOT_ASKED,
        "pain_clinic": UNKNOWN,
    }


def test_texas_asks_opioid_hours_in_the_first_two_renewals():
    second = found("us-tx-md", direct_patient_care=True, issued=date(2024, 1, 1))
    assert second["opioid_first"].status is SHORT
    assert second["opioid_later"].status is NOT_ASKED
    third = found("us-tx-md", direct_patient_care=True, issued=date(2022, 1, 1))
    assert third["opioid_first"].status is NOT_ASKED
    assert third["opioid_later"].status is SHORT


def test_texas_takes_a_recent_certification_instead():
    rows = found("us-tx-md", direct_patient_care=True, board_certified_on="2025-01-01")
    assert rows["opioid_later"].status is MET
    stale = found("us-tx-md", direct_patient_care=True, board_certified_on="2024-01-30")
    assert stale["opioid_later"].status is SHORT, "36 months before the cycle ends"


def test_texas_asks_two_hours_in_the_first_year_and_half_of_all_in_category_1():
    new = found("us-tx-md", direct_patient_care=True, issued=date(2026, 2, 1))
    assert (new["opioid_new"].short_by, new["opioid_new"].due_on) == (2, date(2027, 1, 31))
    rows = found("us-tx-md", credit(30, kind="ama_pra_2"), credit(18), direct_patient_care=False)
    assert (rows["total"].status, rows["category_1"].short_by) == (MET, 6)
    assert rows["opioid_later"].status is NOT_ASKED


def test_texas_asks_the_pain_clinic_every_year():
    earlier = credit(10, "pain management", on=date(2025, 4, 4))
    rows = found("us-tx-md", earlier, direct_patient_care=False, pain_clinic=True)
    assert (rows["pain_clinic"].short_by, rows["pain_clinic"].due_on) == (10, date(2027, 1, 31))


def test_texas_counts_no_hour_for_opioids_and_for_the_pain_clinic():
    hours = credit(10, "opioid prescribing", on=date(2026, 2, 2))
    earlier = credit(10, "pain management", on=date(2025, 4, 4))
    facts = {"direct_patient_care": True, "pain_clinic": True}
    rows = found("us-tx-md", hours, earlier, **facts)
    counted = rows["opioid_later"].counted + sum(
        row.amount for row in rows["pain_clinic"].allocated if row.credit == hours.id
    )
    assert counted == 10
    more = found("us-tx-md", hours, earlier, credit(2, "opioid prescribing"), **facts)
    assert more["opioid_later"].status is MET
    assert more["pain_clinic"].status is MET


# Rows 4 and 5: Florida


def test_florida_counts_medical_errors_on_top_of_the_total():
    rows = found("us-fl-md", credit(38, patient_safety=2), dea_registered=False)
    assert rows["errors"].status is MET
    assert rows["total"].short_by == 2
    sixth = date(2015, 6, 1)
    rows = found("us-fl-md", credit(40, patient_safety=2), dea_registered=False, issued=sixth)
    assert statuses(rows) == {
        "total": MET,
        "errors": MET,
        "hiv": NOT_ASKED,
        "domestic_violence": SHORT,
        "controlled_substances": NOT_ASKED,
    }


def test_florida_asks_about_hiv_by_the_first_renewal_and_category_1_of_registrants():
    first = found("us-fl-md", dea_registered=True, issued=date(2025, 6, 1))
    assert (first["hiv"].short_by, first["hiv"].due_on) == (1, date(2027, 1, 31))
    assert found("us-fl-md", issued=date(2020, 6, 1))["hiv"].status is NOT_ASKED
    own = credit(2, "controlled substances", kind="ama_pra_2")
    rows = found("us-fl-md", own, dea_registered=True)
    assert rows["controlled_substances"].short_by == 2
    rows = found("us-fl-md", credit(2, "controlled substances"), dea_registered=True)
    assert rows["controlled_substances"].status is MET


def test_florida_nurses_bring_errors_laws_and_trafficking_every_time_and_hiv_once():
    rows = found("us-fl-rn", credit(24, kind="ancc"), issued=date(2019, 6, 1))
    short = {"errors": 2, "laws": 2, "trafficking": 2, "impairment": 2, "hiv": 1}
    assert {key: rows[key].short_by for key in short} == short
    old = credit(1, "HIV/AIDS", kind="ancc", on=date(2011, 1, 1))
    assert found("us-fl-rn", old)["hiv"].status is MET


@pytest.mark.parametrize(
    ("issued", "asked"),
    [
        (date(2025, 6, 1), NOT_ASKED),  # first cycle
        (date(2023, 6, 1), NOT_ASKED),  # second
        (date(2021, 6, 1), SHORT),  # third
        (date(2019, 6, 1), NOT_ASKED),
        (date(2015, 6, 1), SHORT),  # sixth
    ],
)
def test_florida_asks_about_domestic_violence_every_third_renewal(issued, asked):
    assert found("us-fl-md", issued=issued)["domestic_violence"].status is asked
    assert found("us-fl-rn", issued=issued)["domestic_violence"].status is asked


def test_florida_nurses_need_26_hours_in_the_year_of_domestic_violence():
    """Two hours on top of the 24, every third renewal."""
    third = date(2021, 6, 1)
    hours = credit(22, kind="ancc", patient_safety=2, laws_and_rules=2, human_trafficking=2)
    violence = credit(2, "domestic violence", kind="ancc")
    rows = found("us-fl-rn", hours, violence, issued=third)
    assert rows["total"].short_by == 2
    rows = found("us-fl-rn", hours, violence, credit(2, kind="ancc"), issued=third)
    assert (rows["total"].status, rows["domestic_violence"].status) == (MET, MET)
    assert rows["impairment"].status is NOT_ASKED
    fourth = found("us-fl-rn", issued=date(2019, 6, 1))
    assert fourth["impairment"].status is SHORT


# Row 6: Pennsylvania


def test_pennsylvania_cycles_end_with_even_years():
    rows = found("us-pa-md", expires=None)
    assert rows["total"].due_on == date(2026, 12, 31)


def test_pennsylvania_keeps_child_abuse_and_opioids_out_of_the_twelve():
    abuse = credit(2, "child abuse (Pennsylvania list)")
    elsewhere = credit(2, "child abuse")
    opioid = credit(2, "opioid prescribing")
    safety = credit(10, "patient safety")
    rows = found("us-pa-md", abuse, opioid, safety)
    assert (rows["child_abuse"].status, rows["opioid"].status) == (MET, MET)
    assert rows["safety"].short_by == 2
    rows = found("us-pa-md", abuse, opioid, safety, elsewhere)
    assert rows["safety"].status is MET
    assert found("us-pa-md", elsewhere)["child_abuse"].status is SHORT


def test_pennsylvania_asks_for_twenty_of_category_1():
    rows = found("us-pa-md", credit(85, kind="ama_pra_2"), credit(15))
    assert (rows["total"].status, rows["category_1"].short_by) == (MET, 5)


# Row 7: New York


def test_new_york_has_no_total_and_asks_infection_control_every_four_years():
    rows = found(
        "us-ny-md",
        credit(2, "child abuse", on=date(1999, 1, 1)),
        credit(3, "infection control", on=date(2023, 2, 1)),
        dea_registered=False,
    )
    assert statuses(rows) == {"child_abuse": MET, "infection_control": MET, "pain": NOT_ASKED}
    rows = found("us-ny-md", credit(3, "infection control", on=date(2023, 1, 31)))
    assert rows["infection_control"].status is SHORT
    assert rows["pain"].questions == ("dea_registered",)


def test_new_york_asks_three_hours_of_those_who_prescribe_controlled_substances():
    short = found("us-ny-md", credit(2, "end-of-life care"), dea_registered=True)["pain"]
    assert (short.status, short.short_by) == (SHORT, 1)


# Row 8: Michigan


def test_michigan_asks_about_bias_in_each_year_and_limits_certification():
    cycle = {"expires": date(2027, 1, 31), "issued": date(2015, 2, 1)}
    first = credit(1, "implicit bias", on=date(2024, 5, 1))
    third = credit(2, "implicit bias", on=date(2026, 5, 1))
    rows = found("us-mi-md", first, third, **cycle)
    assert (rows["bias"].status, rows["bias"].due_on) == (SHORT, date(2026, 1, 31))
    second = credit(1, "implicit bias", on=date(2025, 5, 1))
    assert found("us-mi-md", first, second, third, **cycle)["bias"].status is MET
    rows = found("us-mi-md", credit(45, "maintenance of certification"), credit(110), **cycle)
    assert rows["moc"].counted == 30
    assert rows["total"].short_by == 10


def test_michigan_asks_twice_as_much_of_new_licensees():
    new = found("us-mi-md", credit(1, "implicit bias"), issued=date(2026, 2, 1))
    assert (new["bias_new"].status, new["bias_new"].short_by) == (SHORT, 1)
    assert new["bias_new"].due_on == date(2027, 1, 31)
    assert found("us-mi-md", issued=date(2015, 2, 1))["bias_new"].status is NOT_ASKED


def test_michigan_asks_half_of_all_in_category_1_and_two_topics():
    rows = found("us-mi-md", credit(80, kind="ama_pra_2"), credit(70, ethics=1, pain_management=2))
    assert (rows["total"].status, rows["category_1"].short_by) == (MET, 5)
    assert (rows["ethics"].status, rows["pain"].short_by) == (MET, 1)


# Row 9: Illinois


def test_illinois_asks_some_topics_every_six_years():
    fresh = credit(1, "opioid prescribing", on=date(2021, 2, 1))
    stale = credit(1, "cultural competency", on=date(2021, 1, 31))
    rows = found("us-il-md", fresh, stale, adults_over_25=False)
    assert rows["opioid"].status is MET
    assert rows["cultural"].status is SHORT
    assert rows["dementia"].status is NOT_ASKED
    assert found("us-il-md", adults_over_25=True)["dementia"].short_by == 1


def test_illinois_asks_two_topics_in_each_cycle_and_sixty_of_category_1():
    before = credit(1, "implicit bias", on=date(2024, 1, 31))  # the day the last cycle ended
    rows = found("us-il-md", before, credit(95, kind="ama_pra_2"), credit(55))
    assert (rows["total"].status, rows["category_1"].short_by) == (MET, 5)
    assert (rows["bias"].short_by, rows["harassment"].short_by) == (1, 1)


def test_illinois_says_that_its_sources_disagree():
    note = yaml.safe_load((SEEDS / "us-il-md.yaml").read_text())["note"]
    assert "at every renewal" in note


# Row 10: Massachusetts


def test_massachusetts_risk_hours_hold_other_topics_and_little_wellness():
    hours = credit(
        20,
        implicit_bias=2,
        electronic_health_records=3,
        clinician_well_being=0,
        on=date(2026, 1, 5),
    )
    well = credit(9, "clinician well-being", on=date(2026, 1, 6))
    rows = found("us-ma-md", hours, well, prescribes_controlled=False)
    assert rows["bias"].status is MET
    assert rows["records"].status is MET
    assert rows["wellness"].counted <= 7
    assert rows["risk"].counted == 5 + 7
    assert rows["opioid"].status is NOT_ASKED


def test_massachusetts_asks_topics_each_time_once_or_of_some():
    once = [
        credit(1, topic, on=date(2015, 1, 1))
        for topic in ("child abuse", "domestic violence", "dementia")
    ]
    rows = found("us-ma-md", *once, prescribes_controlled=True, treats_adults=True)
    met = {key for key, row in rows.items() if row.status is MET}
    assert {"child_abuse", "domestic_violence", "dementia"} <= met
    short = {"bias": 2, "records": 3, "opioid": 3, "end_of_life": 2, "regulations": 2, "risk": 10}
    assert {key: rows[key].short_by for key in short} == short
    assert found("us-ma-md", treats_adults=False)["dementia"].status is NOT_ASKED


def test_massachusetts_cycle_ends_on_a_birthday_where_no_date_is_printed():
    rows = found("us-ma-md", expires=None, issued=date(2020, 3, 1), birthday="08-17")
    assert rows["total"].due_on == date(2026, 8, 17)
    unknown = found("us-ma-md", expires=None, issued=date(2020, 3, 1))
    assert unknown["total"].status is UNKNOWN
    assert unknown["total"].questions == ("birthday",)


# Row 11: Washington


def test_washington_counts_at_most_eighty_of_each_category_but_the_first():
    rows = found(
        "us-wa-md",
        credit(120, kind="ama_pra_2", on=date(2025, 1, 1)),
        credit(100, on=date(2025, 1, 1)),
    )
    assert rows["category_2"].counted == 80
    assert rows["total"].short_by == 20
    assert rows["suicide"].short_by == 6


@pytest.mark.parametrize("category", [3, 4, 5])
def test_washington_caps_every_other_category_too(category):
    hours = credit(90, kind=f"category_{category}", on=date(2025, 1, 1))
    rows = found("us-wa-md", hours, credit(120, on=date(2025, 1, 1)))
    assert rows[f"category_{category}"].counted == 80
    assert rows["total"].status is MET


def test_washington_asks_equity_each_time_and_two_topics_once():
    equity = credit(2, "health equity", on=date(2020, 1, 1))
    once = credit(1, "opioid prescribing", on=date(2012, 1, 1))
    rows = found("us-wa-md", equity, once)
    assert (rows["equity"].short_by, rows["opioid"].status) == (2, MET)


# Row 12: Arkansas


def test_arkansas_asks_half_in_category_1_and_prescribing_of_new_licensees():
    rows = found("us-ar-md", credit(12, kind="ama_pra_2"), credit(8), issued=date(2025, 3, 1))
    assert rows["total"].status is MET
    assert (rows["own_field"].needed, rows["own_field"].short_by) == (10, 2)
    assert (rows["prescribing"].short_by, rows["prescribing"].due_on) == (3, date(2027, 2, 28))
    assert rows["opioid"].short_by == 1
    assert found("us-ar-md", issued=date(2015, 3, 1))["prescribing"].status is NOT_ASKED
    assert found("us-ar-md", credit(1, "controlled substances"))["opioid"].status is MET


# Row 20: ABIM


def test_abim_asks_a_hundred_points_in_five_years_and_an_activity_every_two():
    dates = {"issued": date(2022, 2, 1), "expires": date(2027, 1, 31)}
    points = credit(60, kind="abim_moc", on=date(2023, 3, 3))
    rows = found("us-abim", points, **dates)
    assert rows["points"].short_by == 40
    assert (rows["recent"].status, rows["recent"].due_on) == (SHORT, date(2028, 1, 31))
    recent = credit(Decimal("0.25"), kind="abim_moc", on=date(2026, 2, 1))
    assert found("us-abim", points, recent, **dates)["recent"].status is MET
    waived = found("us-abim", meets_other_board_moc=True, **dates)
    assert statuses(waived) == {"points": MET, "recent": MET}
