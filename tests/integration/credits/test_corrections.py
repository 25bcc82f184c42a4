"""Staff issue credit anew or take it back, with a reason, at their own provider alone."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st
from wagtail.models import ModelLogEntry

from accounts.domain.roles import Role
from courses.services import set_up_roles_and_teams
from credits.domain.rules import ClaimRefused
from credits.models import CreditOffer, Entry
from credits.queries import Outcome, totals_of, verify
from credits.services import (
    CreditRefused,
    adjust_claim,
    issue_certificate,
    name_board,
    reissue_credit,
    take_back,
)
from learners.queries.audit.entries import batches, differences_in, offers
from tests.factories.authoring import a_member, a_team, signed_in
from tests.factories.certificates import a_certificate, an_entry
from tests.factories.credits import a_stage_of
from tests.factories.outcomes import a_person

WHY = "The name was misspelt."


@pytest.fixture
def entry() -> Entry:
    return an_entry()


@pytest.fixture
def staff(entry):
    return signed_in(staff_at(entry))


def staff_at(entry):
    set_up_roles_and_teams()
    provider = entry.offer.activity.provider
    return a_member(provider, Role.ACCREDITATION_STAFF)


def cms(entry, page: str) -> str:
    return f"/cms/credit-ledger/{entry.pk}/{page}/"


def inspect(entry) -> str:
    return f"/cms/credit-ledger/inspect/{entry.pk}/"


def audit() -> list:
    known = offers()
    rows = batches(since=None, limit=None)
    return [each for batch in rows for each in differences_in(batch, known, reads_files=False)]


def test_a_corrected_name_gets_a_new_certificate_and_the_old_code_leads_to_it(entry, staff):
    old = a_certificate(entry)
    entry.learner.last_name = "Corrected"
    entry.learner.save()
    assert "correct the name" in staff.get(cms(entry, "reissue")).content.decode()

    answer = staff.post(cms(entry, "reissue"), {"amount": "1.00", "reason": WHY})

    assert answer.url == inspect(entry)
    new = Entry.objects.get(source__startswith="reissued:")
    certificate = issue_certificate(entry_id=new.pk, at=timezone.now())
    assert "Corrected" in certificate.printed["name"]
    assert "Corrected" not in old.printed["name"]
    verdict = verify(old.code)
    assert (verdict.outcome, verdict.current_code) == (Outcome.REPLACED, certificate.code)
    page = signed_in(a_person()).get(f"/verify/{old.code}/").content.decode()
    assert "issued anew with a correction" in page
    assert totals_of(entry.learner)[0][1] == Decimal(1)
    logged = ModelLogEntry.objects.get(action="credits.reissue")
    assert logged.data["reason"] == WHY
    assert not audit()


def test_transcript_and_the_page_of_reasons_tell_it(entry, staff):
    staff.post(cms(entry, "reissue"), {"amount": "0.75", "reason": WHY})
    browser = signed_in(entry.learner)
    assert "Issued anew on" in browser.get("/transcript/").content.decode()
    page = browser.get(f"/credits/{entry.pk}/why/").content.decode()
    for words in ("which no longer counts", WHY, "pass mark 60%", "claimed in steps of 0.25"):
        assert words in page
    new = Entry.objects.get(source__startswith="reissued:")
    assert (
        f"in place of entry {entry.pk}" in browser.get(f"/credits/{new.pk}/why/").content.decode()
    )
    stranger = signed_in(a_person(profession="physician"))
    assert stranger.get(f"/credits/{new.pk}/why/").status_code == 404
    assert not audit()


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"amount": "1.00", "reason": ""}, "Give the reason."),
        ({"amount": "2.00", "reason": WHY}, "At most 1.00 can be claimed."),
        ({"amount": "0.30", "reason": WHY}, "Claim in steps of 0.25."),
        ({"amount": "x", "reason": WHY}, "Enter a number."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(entry, staff, posted, sentence):
    refused = staff.post(cms(entry, "reissue"), posted)
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert Entry.objects.count() == 1


def test_taking_back_withdraws_the_certificate_and_happens_once(entry, staff):
    certificate = a_certificate(entry)
    assert "Take credit back" in staff.get(cms(entry, "take-back")).content.decode()
    staff.post(cms(entry, "take-back"), {"reason": "Recorded in error."})
    again = staff.post(cms(entry, "take-back"), {"reason": "Recorded in error."})
    assert again.status_code == 422
    assert "replaced or withdrawn meanwhile" in again.content.decode()
    assert Entry.objects.count() == 2
    assert verify(certificate.code).outcome is Outcome.WITHDRAWN
    assert "Recorded in error" in signed_in(entry.learner).get("/transcript/").content.decode()
    ledger = staff.get("/cms/credit-ledger/").content.decode()
    assert "No longer counts" in ledger
    assert ledger.count(entry.facts["activity"]["title"]) == 2, "the reversal names it too"
    assert f'href="{inspect(entry)}"' in ledger
    assert "Take back" not in staff.get(inspect(entry)).content.decode()


def test_staff_find_an_entry_by_whole_name_by_title_and_by_code(entry, staff):
    code = a_certificate(entry).code
    learner, title = entry.learner, entry.facts["activity"]["title"]

    def is_found(query: str) -> bool:
        page = staff.get("/cms/credit-ledger/", {"q": query}).content.decode()
        return f"/inspect/{entry.pk}/" in page

    name = f"{learner.first_name} {learner.last_name}"
    for query in (name, learner.first_name, learner.email, title, code.lower(), f"{code} {name}"):
        assert is_found(query), query
    assert not is_found(f"{name} Nobody")
    assert name in staff.get(inspect(entry)).content.decode()


def test_points_go_with_the_credit_beside_them():
    learner = a_person(profession="physician")
    stage = a_stage_of("abim_moc")
    name_board(learner=learner, board="ABIM", number="1", at=timezone.now())
    stage.pass_(stage.ready(learner))
    credit = Entry.objects.get(credit_type__code="ama_pra_1")
    at, by = timezone.now(), a_person()
    renewed = reissue_credit(entry=credit, reason=WHY, by=by, at=at, amount=Decimal("0.50"))
    assert {kind.code: total for kind, total in totals_of(learner)} == {
        "ama_pra_1": Decimal("0.50"),
        "abim_moc": Decimal("0.50"),
    }
    take_back(entry=renewed, reason=WHY, by=by, at=at)
    assert {total for _kind, total in totals_of(learner)} == {Decimal(0)}


def test_only_staff_of_the_provider_see_and_correct(entry, staff):
    other = a_team("Elsewhere")
    assert staff.get(inspect(entry)).status_code == 200
    assert "pass mark 60%" in staff.get(inspect(entry)).content.decode()
    for person in (other.staff, other.educator, entry.learner):
        client = signed_in(person)
        for page in (inspect(entry), cms(entry, "reissue"), cms(entry, "take-back")):
            assert client.get(page).status_code in {302, 403, 404}
        client.post(cms(entry, "take-back"), {"reason": "Mine."})
    assert Entry.objects.count() == 1
    assert (
        entry.learner.last_name
        not in signed_in(other.staff).get("/cms/credit-ledger/").content.decode()
    )


def test_credit_stays_when_its_offer_and_its_type_have_ended(entry):
    CreditOffer.objects.filter(pk=entry.offer_id).update(withdrawn_at=timezone.now())
    type(entry.credit_type).objects.update(is_active=False)
    assert totals_of(entry.learner)[0][1] == Decimal(1)
    assert (
        entry.facts["activity"]["title"]
        in signed_in(entry.learner).get("/transcript/").content.decode()
    )


@pytest.mark.parametrize("times", [0, 4])
def test_pages_cost_the_same_however_long_the_history_is(
    entry, staff, times, django_assert_max_num_queries
):
    last = entry
    for _ in range(times):
        last = reissue_credit(entry=last, reason=WHY, by=entry.learner, at=timezone.now())
    browser = signed_in(entry.learner)
    browser.get("/transcript/")
    with django_assert_max_num_queries(8):
        browser.get(f"/credits/{entry.pk}/why/")
    with django_assert_max_num_queries(30):  # Wagtail's own menu and permissions among them
        staff.get("/cms/credit-ledger/")


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("claim"), st.sampled_from(["0.25", "0.50", "0.75", "1.00", "1.25", "0"])),
        st.tuples(st.just("reissue"), st.sampled_from(["0.25", "1.00", "3.00"])),
        st.tuples(st.just("take back"), st.just("0")),
    ),
    max_size=6,
)


@given(steps=STEPS, picks=st.lists(st.integers(0, 20), min_size=6, max_size=6))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_done_one_amount_stands_and_nothing_is_taken_back_twice(entry, steps, picks):
    """Any order of claims and corrections, on entries that stand or not."""
    with transaction.atomic():
        at, by = timezone.now(), entry.learner
        for (what, amount), pick in zip(steps, picks, strict=False):
            rows = list(Entry.objects.order_by("pk"))
            target, value = rows[pick % len(rows)], Decimal(amount)
            with suppress(CreditRefused, ClaimRefused):
                if what == "claim":
                    adjust_claim(entry=target, claim=value, at=at)
                elif what == "reissue":
                    reissue_credit(entry=target, reason=WHY, by=by, at=at, amount=value)
                else:
                    take_back(entry=target, reason=WHY, by=by, at=at)
        standing = Entry.objects.filter(amount__gt=0, reversed_by=None)
        total = sum(Entry.objects.values_list("amount", flat=True), Decimal(0))
        assert standing.count() <= 1
        assert total == sum(standing.values_list("amount", flat=True), Decimal(0))
        assert 0 <= total <= entry.offer.amount
        reversals = Entry.objects.exclude(reverses=None).values_list("reverses", flat=True)
        assert len(set(reversals)) == len(reversals)
        assert not audit()
        transaction.set_rollback(True)
