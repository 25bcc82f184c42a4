"""Board points beside credit, notes before UK CPD, numbers of pharmacy offers: through the doors."""

from decimal import Decimal

import pytest
from django.utils import timezone

from credits.domain.rules import ClaimRefused
from credits.models import Awaiting, CreditOffer, Entry, Reflection, StatementVersion
from credits.queries import awaiting_of, totals_of
from credits.services import (
    OfferRefused,
    adjust_claim,
    ensure_credit_types,
    name_board,
    withdraw_credit,
    withdraw_offer,
    write_reflection,
)
from tests.factories.authoring import signed_in
from tests.factories.credits import a_credit_type, a_stage_of, an_offer
from tests.factories.outcomes import a_person
from tests.factories.sittings import RELEASED, a_stage, pars_id_of

NOTE = "I will measure twice before I treat."


@pytest.fixture
def learner():
    return a_person(profession="physician")


def earned(learner) -> dict[str, Decimal]:
    standing = Entry.objects.filter(learner=learner, amount__gt=0, reversed_by=None)
    return {
        entry.credit_type.code: entry.amount for entry in standing.select_related("credit_type")
    }


def complete(stage, learner) -> None:
    stage.pass_(stage.ready(learner))


def entry_of(learner, code: str) -> Entry:
    return Entry.objects.get(
        learner=learner, credit_type__code=code, amount__gt=0, reversed_by=None
    )


def claim(learner, code: str, amount: str) -> Entry:
    return adjust_claim(entry=entry_of(learner, code), claim=Decimal(amount), at=timezone.now())


def test_points_are_recorded_for_diplomates_alone(learner):
    stage, other = a_stage_of("abim_moc", "abp_moc"), a_person(profession="physician")
    name_board(learner=learner, board="ABIM", number="123456", at=timezone.now())
    complete(stage, learner)
    complete(stage, other)
    assert set(earned(learner)) == {"ama_pra_1", "abim_moc"}
    assert set(earned(other)) == {"ama_pra_1"}
    told = entry_of(learner, "abim_moc").facts
    assert told["diplomate"] == {"board": "ABIM"}
    assert told["offer"]["pars_id"] == pars_id_of(stage.activity.activity_id)


def test_a_board_named_afterwards_gives_nothing_retroactively(learner):
    complete(a_stage_of("abim_moc"), learner)
    name_board(learner=learner, board="ABIM", number="123456", at=timezone.now())
    assert set(earned(learner)) == {"ama_pra_1"}


def test_claiming_less_credit_lowers_points_each_by_its_own_rounding(learner):
    stage = a_stage_of("abim_moc", "abp_moc")
    for board in ("ABIM", "ABP"):
        name_board(learner=learner, board=board, number="1", at=timezone.now())
    complete(stage, learner)
    claim(learner, "ama_pra_1", "0.75")
    assert earned(learner) == {
        "ama_pra_1": Decimal("0.75"), "abim_moc": Decimal("0.75"), "abp_moc": Decimal(1),
    }  # fmt: skip
    with pytest.raises(ClaimRefused, match=r"At most 0\.75"):
        claim(learner, "abim_moc", "1.00")
    claim(learner, "ama_pra_1", "0.25")
    assert earned(learner) == {"ama_pra_1": Decimal("0.25"), "abim_moc": Decimal("0.25")}
    claim(learner, "ama_pra_1", "1.00")
    claim(learner, "abim_moc", "1.00")
    assert earned(learner)["abim_moc"] == Decimal(1)
    assert {kind.code: total for kind, total in totals_of(learner)}["abp_moc"] == 0


def test_claim_page_offers_no_points_above_the_credit(learner):
    stage = a_stage_of("abim_moc")
    name_board(learner=learner, board="ABIM", number="1", at=timezone.now())
    complete(stage, learner)
    claim(learner, "ama_pra_1", "0.50")
    points = entry_of(learner, "abim_moc")
    page = signed_in(learner).get(f"/credits/{points.pk}/claim/").content.decode()
    assert 'value="0.50"' in page
    assert 'value="0.75"' not in page


@pytest.mark.parametrize(
    ("code", "fields", "at"),
    [
        ("abim_moc", {"amount": Decimal("1.25")}, "amount"),
        ("abim_moc", {"pars_id": "12345"}, "pars_id"),
        ("abp_moc", {"amount": Decimal("0.75")}, "amount"),
        ("acpe", {"uan": ""}, "uan"),
        ("acpe", {"uan": "0999-0000-26-001-H01-T"}, "uan"),
        ("acpe_t", {"uan": "0999-0000-26-001-L01-T"}, "uan"),
        ("ancc", {"uan": "0999-0000-26-001-H01-P"}, "uan"),
        ("eaccme", {"amount": Decimal("0.75")}, "amount"),
    ],
)
def test_offer_that_its_body_would_refuse_is_refused_at_the_field(code, fields, at):
    ensure_credit_types()
    stage = a_stage()
    with pytest.raises(OfferRefused) as refusal:
        an_offer(stage, code, **fields)
    assert refusal.value.field == at


def test_points_need_the_credit_that_they_stand_beside():
    ensure_credit_types()
    stage = a_stage(credits=("ancc",))
    with pytest.raises(OfferRefused, match="stands beside first") as refusal:
        an_offer(stage, "abim_moc")
    assert refusal.value.field == "credit_type"


def test_pharmacists_and_technicians_have_numbers_of_their_own_and_each_is_used_once():
    stage, other = a_stage_of("acpe", "acpe_t"), a_stage()
    numbers = CreditOffer.objects.exclude(uan="").values_list("uan", flat=True)
    assert {number[-1] for number in numbers} == {"P", "T"}
    with pytest.raises(OfferRefused, match="each has its own"):
        an_offer(other, "acpe", uan=numbers[0])
    pharmacist = a_person(profession="pharmacist")
    complete(stage, pharmacist)
    assert set(earned(pharmacist)) == {"acpe"}


def test_withdrawing_credit_withdraws_the_points_beside_it():
    a_stage_of("abim_moc")
    withdraw_offer(offer=CreditOffer.objects.get(credit_type__code="ama_pra_1"), at=timezone.now())
    assert not CreditOffer.objects.filter(withdrawn_at=None).exists()


def test_uk_credit_counts_once_the_note_is_written_and_once_only(learner):
    stage = a_stage_of("uk_cpd")
    complete(stage, learner)
    assert set(earned(learner)) == {"ama_pra_1"}
    browser = signed_in(learner)
    assert "Waiting for your reflective note" in browser.get("/transcript/").content.decode()
    [row] = awaiting_of(learner)
    address = f"/credits/notes/{row.pk}/"
    assert browser.get(address).status_code == 200
    empty = browser.post(address, {"text": "  "})
    assert empty.status_code == 422
    assert "Write your note first" in empty.content.decode()

    for _ in range(2):
        assert browser.post(address, {"text": NOTE}).status_code == 302

    assert earned(learner)["uk_cpd"] == Decimal(1)
    assert Reflection.objects.get().text == NOTE
    assert Entry.objects.filter(credit_type__code="uk_cpd").count() == 1
    assert "Waiting for your reflective note" not in browser.get("/transcript/").content.decode()


def test_nobody_writes_another_s_note(learner):
    complete(a_stage_of("uk_cpd"), learner)
    [row] = awaiting_of(learner)
    stranger = signed_in(a_person(profession="physician"))
    assert stranger.post(f"/credits/notes/{row.pk}/", {"text": NOTE}).status_code == 404
    assert not Reflection.objects.exists()


def test_a_lowered_grade_stops_the_waiting(learner):
    stage = a_stage_of("uk_cpd")
    complete(stage, learner)
    [row] = awaiting_of(learner)
    withdraw_credit(
        learner=learner,
        activity_id=stage.activity.activity_id,
        grade_id=1,
        reason="Regraded.",
        at=timezone.now(),
    )
    assert not awaiting_of(learner)
    assert signed_in(learner).get(f"/credits/notes/{row.pk}/").status_code == 404
    with pytest.raises(Awaiting.DoesNotExist):
        write_reflection(awaiting=row, text=NOTE, at=timezone.now())


def test_boards_are_named_corrected_and_removed(learner):
    browser = signed_in(learner)
    assert browser.post("/credits/boards/", {"board": "ABP", "number": "é"}).status_code == 422
    for number in ("111111", "222222"):
        assert (
            browser.post("/credits/boards/", {"board": "ABP", "number": number}).status_code == 302
        )
    page = browser.get("/credits/boards/").content.decode()
    assert "••••22" in page
    assert "••••11" not in page
    browser.post("/credits/boards/ABP/remove/")
    assert "••••22" not in browser.get("/credits/boards/").content.decode()


def test_offer_keeps_the_version_of_the_statement_that_made_it():
    stage = a_stage_of("ancc")
    kind = a_credit_type("ancc")
    first = CreditOffer.objects.get(credit_type=kind)
    assert first.statement_version.number == 1
    assert first.statement_version.in_force_from == RELEASED.date()
    kind.designation_statement = "{provider} now says {amount}."
    kind.save()
    withdraw_offer(offer=first, at=timezone.now())
    second = an_offer(stage, "ancc")
    assert second.statement.endswith("now says 1.00.")
    assert second.statement_version.number == 2
    assert StatementVersion.objects.filter(credit_type=kind).count() == 2
