"""Commercial support: agreements before the start, an account that adds up, a sentence for learners."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.domain.support import NONE_RECEIVED, InKind
from courses.models import ActivityPage, SupportAgreement, SupportLine
from courses.queries.support import balance_of, support_problems, support_told
from courses.services import (
    Booking,
    SupportRefused,
    Terms,
    book,
    end_agreement,
    freeze_activity,
    record_agreement,
    reverse_line,
)
from tests.factories.authoring import a_team, an_activity, signed_in
from tests.factories.people import a_company
from tests.refusals import assert_append_only, change, insert_copy, refused

AT = datetime(2026, 3, 1, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def team():
    return a_team("Ours")


@pytest.fixture
def activity(team):
    return an_activity(team, live=False)


@pytest.fixture
def terms(team):
    company = a_company(team.provider, team.staff, "Acme Devices")
    return Terms(company, date(2025, 12, 1), Decimal(1000), [InKind.SUPPLIES], "needles")


def recorded(activity, terms, by, content=PDF):
    return record_agreement(
        activity=activity, terms=terms, file=BytesIO(content), name="signed.pdf", by=by, at=AT
    )


def books(agreement, kind, amount, by):
    booking = Booking(SupportLine.Kind(kind), Decimal(amount), "Room", date(2026, 2, 1))
    return book(agreement=agreement, booking=booking, by=by, at=AT)


def test_learners_read_who_gave_and_what_kind_and_no_amount(team, activity, terms):
    assert support_told(activity) == NONE_RECEIVED
    recorded(activity, terms, team.staff)
    told = support_told(activity)
    assert told == (
        "Commercial support was received from Acme Devices "
        "(an educational grant; in-kind support: needles)."
    )
    ActivityPage.objects.filter(pk=activity.pk).update(live=True)
    facts = freeze_activity(activity=activity, at=AT).facts
    assert facts["commercial_support"] == told
    end_agreement(agreement=SupportAgreement.objects.get(), reason="Void.", by=team.staff, at=AT)
    assert support_told(activity) == NONE_RECEIVED


@pytest.mark.parametrize(
    ("changes", "content", "said"),
    [
        ({"signed_on": date(2026, 1, 1)}, PDF, "not signed before the activity starts"),
        ({"amount": Decimal(0), "in_kind": []}, PDF, "Say what is given"),
        ({}, b"PK\x03\x04 no pdf", "none inside"),
        ({}, b"<html>%PD</html>", "none inside"),
    ],
)
def test_what_no_agreement_is_is_refused(team, activity, terms, changes, content, said):
    with pytest.raises(SupportRefused, match=said):
        recorded(activity, replace(terms, **changes), team.staff, content)
    assert not SupportAgreement.objects.exists()


def test_a_release_moved_before_the_signature_is_a_problem(team, activity, terms):
    recorded(activity, terms, team.staff)
    assert support_problems(activity) == []
    activity.released_on = date(2025, 11, 1)
    assert support_problems(activity) == [
        "The agreement with Acme Devices was not signed before the activity starts."
    ]


def test_the_account_adds_up_and_mistakes_are_reversed(team, activity, terms):
    agreement = recorded(activity, terms, team.staff)
    with pytest.raises(SupportRefused, match="left of what came in"):
        books(agreement, "spent", "1", team.staff)
    with pytest.raises(SupportRefused, match="not more"):
        books(agreement, "received", "1000.01", team.staff)
    income = books(agreement, "received", "800", team.staff)
    spent = books(agreement, "spent", "300.50", team.staff)
    assert balance_of(agreement).left == Decimal("499.50")
    with pytest.raises(SupportRefused, match="take that back first"):
        reverse_line(line=income, reason="Typo.", by=team.staff, at=AT)
    back = reverse_line(line=spent, reason="Typo.", by=team.staff, at=AT)
    assert balance_of(agreement).left == Decimal(800)
    for line in (spent, back):
        with pytest.raises(SupportRefused, match="taken back before"):
            reverse_line(line=line, reason="Again.", by=team.staff, at=AT)
    assert_append_only(spent)


def test_the_database_refuses_what_cannot_be(team, activity, terms):
    agreement = recorded(activity, terms, team.staff)
    line = books(agreement, "received", "5", team.staff)
    with refused("courses_supportagreement_gives_something"):
        change(agreement, amount=0, in_kind=[])
    with refused("courses_supportagreement_ended_with_a_reason"):
        change(agreement, ended_at=AT)
    with refused("courses_supportline_negative_only_as_reversal"):
        insert_copy(line, amount=-5)
    with refused("courses_supportline_kind_known"):
        insert_copy(line, purpose="")


def test_staff_record_read_and_book_and_nobody_elsewhere_does(team, terms):
    other = a_team("Theirs")
    activity, client = an_activity(team, live=False), signed_in(team.staff)
    form = {
        "company": terms.company.pk,
        "signed_on": "2025-12-01",
        "amount": "100",
        "in_kind": [],
        "nature": "",
        "file": SimpleUploadedFile("signed.pdf", PDF),
    }
    add = reverse("courses_add_agreement", args=[activity.pk])
    assert client.post(add, form | {"file": SimpleUploadedFile("a.pdf", b"no")}).status_code == 422
    form["file"] = SimpleUploadedFile("signed.pdf", PDF)
    assert client.post(add, form).status_code == 302
    agreement = SupportAgreement.objects.get()
    file = reverse("courses_agreement_file", args=[agreement.pk])
    answer = client.get(file)
    assert b"".join(answer.streaming_content) == PDF
    assert "no-store" in answer["Cache-Control"]
    line = {"kind": "received", "amount": "50", "purpose": "Grant", "day": "2026-01-10"}
    assert client.post(reverse("courses_book", args=[agreement.pk]), line).status_code == 302
    take_back = reverse("courses_take_line_back", args=[agreement.pk, SupportLine.objects.get().pk])
    assert client.post(take_back, {"reason": "Typo."}).status_code == 302
    page = reverse("courses_support", args=[activity.pk])
    assert "Taken back" in client.get(page).content.decode()
    assert "1" in client.get(reverse("courses_supported")).content.decode()
    pages = [page, add, file, reverse("courses_book", args=[agreement.pk]), take_back]
    for user in (team.educator, team.reviewer, other.staff):
        for address in pages:
            assert signed_in(user).get(address).status_code in {302, 403, 404}, address
    end = reverse("courses_end_agreement", args=[agreement.pk])
    assert signed_in(other.staff).post(end, {"reason": "No."}).status_code == 404
    assert client.post(end, {"reason": "Void."}).status_code == 302
    assert NONE_RECEIVED in client.get(page).content.decode()
