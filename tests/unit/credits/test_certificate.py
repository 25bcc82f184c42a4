from datetime import date
from decimal import Decimal

import pytest

from credits.domain.certificate import printable
from credits.domain.statements import award_for, wording_for
from tests.factories.certificates import ACTIVITY, OFFER, PROVIDER, an_award, printed_for


@pytest.mark.parametrize(
    ("kind", "amount", "words"),
    [
        ("ama_pra_1", "1.00", "1.00 AMA PRA Category 1 Credit™"),
        ("ama_pra_1", "0.75", "0.75 AMA PRA Category 1 Credits™"),
        ("ama_pra_1", "10", "10.00 AMA PRA Category 1 Credits™"),
        ("ancc", "1", "1.00 nursing contact hour"),
        ("ancc", "0.5", "0.50 nursing contact hours"),
        ("acpe", "1", "1.00 contact hour (0.1 CEU) of continuing pharmacy education"),
        ("acpe", "10.75", "10.75 contact hours (1.075 CEU) of continuing pharmacy education"),
        ("participation", "1.25", "1.25 hours of participation"),
        ("acpe_t", "1.5", "1.50 contact hours (0.15 CEU) of continuing pharmacy education"),
        ("ipce", "1", "1.00 interprofessional continuing education (IPCE) credit"),
        ("aapa_1", "2", "2.00 AAPA Category 1 CME credits"),
        ("aafp_prescribed", "1", "1.00 AAFP Prescribed credit"),
        ("aafp_elective", "0.5", "0.50 AAFP Elective credits"),
        ("eaccme", "1", "1.00 European CME credit (ECMEC®)"),
        ("eaccme", "1.5", "1.50 European CME credits (ECMEC®s)"),
        ("rcpsc_3", "2", "2.00 credits under Section 3 of the Royal College MOC Program"),
        ("uk_cpd", "1", "1.00 CPD credit"),
        ("abp_moc", "2", "2.00 ABP MOC Part 2 points"),
        ("rcpsc", "2", "2.00 credits, MOC Section 1"),
    ],
)
def test_award_is_named_as_its_body_wants(kind, amount, words):
    assert award_for(kind, Decimal(amount), "MOC Section 1", "credits") == words


def test_points_are_named_by_their_board():
    assert award_for("abim_moc", Decimal(1), "ABIM MOC points", "point") == "1.00 ABIM MOC point"
    assert award_for("aba_moc", Decimal(2), "ABA MOC points", "points") == "2.00 ABA MOC points"
    assert wording_for("abs_moc").heading == "Certificate of Points"


def test_certificate_of_points_shows_what_the_board_asks_for():
    facts = {
        "activity": ACTIVITY,
        "offer": {
            **OFFER,
            "statement": "Approved for ABP MOC Part 2 credit.",
            "pars_id": "201234567",
        },
        "diplomate": {"board": "ABP"},
    }
    award = an_award(credit_type="abp_moc", name="ABP MOC points", amount=Decimal(1))
    said = printed_for(award=award, facts=facts, name="Ann Author, MD", board_id="••••21")
    assert "ABP ID ••••21, PARS activity ID 201234567." in said["statements"]
    assert "Approved for ABP MOC Part 2 credit." in said["statements"]
    assert (said["name"], said["credit"]) == ("Ann Author, MD", "1.00 ABP MOC Part 2 point")
    assert said["provider"]["name"] == PROVIDER["name"]
    assert said["completed_on"] == "2026-05-12"


def test_pharmacy_number_is_printed_once():
    offer = {**OFFER, "uan": "0123-0000-26-001-H01-P"}
    facts = {"activity": ACTIVITY, "offer": offer}
    award = an_award(credit_type="acpe")
    lines = printed_for(award=award, facts=facts)["statements"]
    assert "Universal activity number 0123-0000-26-001-H01-P." in lines
    told = {**offer, "statement": f"Provided. {offer['uan']}"}
    lines = printed_for(award=award, facts={**facts, "offer": told})["statements"]
    assert sum(offer["uan"] in line for line in lines) == 1


def test_participation_never_speaks_of_credit():
    said = wording_for("participation")
    assert "redit" not in f"{said.heading} {said.action} {said.granting}"


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("ama_pra_1", "Certificate of Credit"),
        ("ancc", "Certificate of Completion"),
        ("acpe", "Certificate of Completion"),
        ("participation", "Certificate of Participation"),
        ("anything else", "Certificate of Credit"),
    ],
)
def test_heading_follows_the_credit_body(kind, heading):
    assert wording_for(kind).heading == heading


def test_everything_that_a_certificate_must_say_is_printed():
    said = printed_for(name="Zoë Ångström, MD")
    assert said["name"] == "Zoë Ångström, MD"
    assert said["title"] == ACTIVITY["title"]
    assert said["credit"] == "1.00 AMA PRA Category 1 Credit™"
    assert said["action"] == "has participated in the enduring material titled"
    assert (said["completed_on"], said["issued_on"]) == ("2026-05-12", "2026-05-13")
    assert said["provider"] == {
        "name": PROVIDER["name"],
        "address": "1 Example Street, Sampletown",
        "website": "harbour.example/cme",
    }
    assert said["statements"] == [
        "Harbour Academy is accredited.",
        "Designated for a maximum of 1.00 AMA PRA Category 1 Credit(s)™.",
        "Of the amount awarded, 0.50 is on pharmacology.",
        "A note.",
        "Activity hypertension, version 3, valid for credit 3 March 2025 to 2 March 2028.",
    ]
    assert said["verify_url"] == "https://cme.example/verify/7Q4K-MX2P-9TRD/"
    assert said["verify_at"] == "cme.example/verify"


def test_topics_are_left_out_when_less_was_claimed():
    said = printed_for(award=an_award(amount=Decimal("0.75")))
    assert not [line for line in said["statements"] if "pharmacology" in line]
    assert (said["amount"], said["unit"]) == ("0.75", "credits")


def test_day_is_written_without_leading_zero():
    said = printed_for(award=an_award(completed_on=date(2026, 5, 2)))
    assert said["completed_on"] == "2026-05-02"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  Ann\tB.\nCare ", "Ann B. Care"),
        ("e\N{COMBINING ACUTE ACCENT}", "é"),
        ("abc\N{RIGHT-TO-LEFT OVERRIDE}def", "abcdef"),
        ("a\x00b\x1bc", "abc"),
        ("heart\N{VARIATION SELECTOR-16}", "heart"),
        ("علی\N{ZERO WIDTH NON-JOINER}رضا", "علی\N{ZERO WIDTH NON-JOINER}رضا"),
        ("山田 花子", "山田 花子"),
    ],
)
def test_text_is_printed_as_it_reads(text, shown):
    assert printable(text) == shown
