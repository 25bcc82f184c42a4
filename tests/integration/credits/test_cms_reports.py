"""Accreditation staff look after reports: the list, one report, deeds, identifiers for a reason."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.domain.identifiers import Kind
from accounts.domain.roles import Role
from accounts.models import IdentifierEvent
from accounts.queries import identifiers_of
from accounts.services import assign_role
from courses.queries import frozen_activity, published_version_id
from courses.services import set_up_roles_and_teams
from credits.domain.destinations import DESTINATIONS
from credits.domain.reporting import Status
from credits.models import CreditOffer, CreditReport
from credits.queries import reports_of
from credits.services import allow_reporting, move_report, tell_identifiers
from tests.factories.authoring import a_member, signed_in
from tests.factories.certificates import an_entry
from tests.factories.credits import a_stage_of
from tests.factories.outcomes import a_person
from tests.factories.sittings import Stage, a_stage
from tests.refusals import change

PARS = DESTINATIONS["pars"]
LIST = "/cms/credit-reports/"
NPI = "1234567893"
IDENTITY = {(Kind.BIRTH_DAY, ""): "0412", (Kind.NPI, ""): NPI, (Kind.NABP_PROFILE, ""): "7654321"}
WHY = "PARS says no match"
BUDGET = 24


def a_report(*, stage=None, allowed=True, last_name="Son") -> CreditReport:
    learner = a_person(profession="physician")
    change(learner, last_name=last_name)
    if allowed:
        allow_reporting(learner=learner, places=[PARS], at=timezone.now())
        tell_identifiers(learner=learner, values=IDENTITY, at=timezone.now())
    an_entry(learner, stage=stage)
    return reports_of(learner).get()


def staff_of(report, role=Role.ACCREDITATION_STAFF):
    set_up_roles_and_teams()
    return a_member(report.entry.offer.activity.provider, role)


@pytest.fixture
def report() -> CreditReport:
    return a_report()


@pytest.fixture
def staff(report) -> Client:
    return signed_in(staff_of(report))


def inspect(report) -> str:
    return f"{LIST}inspect/{report.pk}/"


def do(browser, report, deed, **fields):
    return browser.post(f"{LIST}{report.pk}/{deed}/", fields)


def now_of(report) -> tuple[str, str]:
    return tuple(CreditReport.objects.values_list("status", "problem").get(pk=report.pk))


def text(answer) -> str:
    return answer.content.decode()


def test_list_shows_the_provider_s_reports_alone(report, staff):
    theirs = a_report(last_name="Elsewhere")
    page = text(staff.get(LIST))
    assert report.entry.offer.activity.title in page
    assert "Ready to be sent" in page
    assert "Elsewhere" not in page
    for rest in ("", "hold/"):
        address = f"{LIST}{theirs.pk}/{rest}" if rest else inspect(theirs)
        assert staff.get(address).status_code == 404
    assert do(staff, theirs, "hold", reason="x").status_code == 404
    row = identifiers_of(theirs.entry.learner).get(kind="npi")
    assert (
        staff.post(f"{LIST}{theirs.pk}/identifiers/{row.pk}/", {"reason": WHY}).status_code == 404
    )
    assert (
        staff.post(f"{LIST}{report.pk}/identifiers/{row.pk}/", {"reason": WHY}).status_code == 404
    )


def test_who_does_not_report_finds_nothing(report):
    assert Client().get(LIST).status_code == 302
    for role in (Role.EDUCATOR, Role.REVIEWER):
        other = signed_in(staff_of(report, role))
        assert other.get(LIST).status_code == 302
        assert other.get(inspect(report)).status_code == 404
        assert do(other, report, "hold", reason="x").status_code == 404
    assert signed_in(report.entry.learner).get(LIST).status_code == 403
    assert now_of(report) == ("queued", "")


def test_list_is_narrowed_searched_and_sorted(report, staff):
    stage = a_stage()
    provider = report.entry.offer.activity.provider
    other = a_report(allowed=False, last_name="Zzyzx", stage=stage_at(report))
    second = a_report(last_name="Aardvark", stage=stage_at(report))
    change(second.entry.offer, pars_id="")
    change(second, problem="no_activity_id")
    assert stage.activity.activity_id != second.entry.offer.activity_id

    def found(**query) -> set[int]:
        page = text(staff.get(LIST, query))
        return {each.pk for each in CreditReport.objects.all() if inspect(each) in page}

    everything = {report.pk, other.pk, second.pk}
    assert found() == everything
    assert found(status="consent_missing") == {other.pk}
    assert found(destination="cpe_monitor") == set()
    assert found(problem="any") == found(problem="no_activity_id") == {second.pk}
    assert found(problem="late") == set()
    assert found(provider=provider.pk) == everything
    assert found(activity=report.entry.offer.activity_id) == everything
    assert found(q="Zzyzx") == found(q=f"{other.entry.learner.first_name} Zzyzx") == {other.pk}
    today = timezone.localdate()
    assert found(completed_from=today.isoformat()) == everything
    assert found(completed_to=(today - timedelta(days=1)).isoformat()) == set()
    assert "Waiting for the learner&#x27;s consent" in text(staff.get(LIST))
    page = text(staff.get(LIST, {"ordering": "learner"}))
    assert page.index("Aardvark") < page.index("Zzyzx")
    foreign = a_report().entry.offer.activity
    assert "Select a valid choice" in text(staff.get(LIST, {"activity": foreign.pk}))


def stage_at(report):
    """Return the stage on which the report's credit was earned."""
    page = report.entry.offer.activity
    version = frozen_activity(published_version_id(page.pk))
    return Stage(version, {row.purpose: row.pk for row in page.placements.all()})


def test_empty_list_and_no_match_say_so(report):
    other = a_stage_of("ancc")
    offer = CreditOffer.objects.filter(activity=other.activity.activity_id).first()
    set_up_roles_and_teams()
    staff = signed_in(a_member(offer.activity.provider, Role.ACCREDITATION_STAFF))
    assert "There are no credit reports" in text(staff.get(LIST))
    assert "No credit reports match" in text(staff.get(LIST, {"q": "nobody"}))


def test_export_holds_the_rows_no_identifier_and_no_formula(report, staff):
    change(report.entry.learner, first_name="=cmd|' /C calc'!A0", last_name="X")
    answer = staff.get(LIST, {"export": "csv"})
    content = b"".join(answer.streaming_content).decode()
    [row] = csv.DictReader(io.StringIO(content))
    assert row["Destination"] == "ACCME (PARS)"
    assert row["Credit ID"] == report.credit_id
    assert row["PARS ID"] == report.entry.offer.pars_id
    assert row["Status"] == "Ready to be sent"
    assert row["Learner"].startswith("'=cmd")
    assert NPI not in content
    assert "0412" not in content


def test_report_tells_what_it_says_and_masks_who_it_is_about(report, staff):
    page = text(staff.get(inspect(report)))
    for words in (report.credit_id, report.entry.offer.pars_id, "IEM", "•••••••893", "Hold back"):
        assert words in page
    assert NPI not in page
    assert "NABP" not in page  # ACCME asks for no such number


def test_report_is_held_released_sent_answered_and_sent_again(report, staff):
    assert do(staff, report, "hold").status_code == 422
    for deed, fields, stands in [
        ("hold", {"reason": "Wrong name?"}, ("queued", "held")),
        ("release", {}, ("queued", "")),
        ("sent", {"reason": "Upload 12"}, ("exported", "")),
        ("pending", {"reason": ""}, ("pending_confirmation", "")),
        ("rejected", {"reason": WHY}, ("rejected", "")),
        ("again", {}, ("queued", "")),
        ("sent", {}, ("exported", "")),
        ("accepted", {"reason": "OK"}, ("accepted", "")),
        ("correct", {"status": "exported", "reason": "Another row"}, ("exported", "")),
    ]:
        assert f"/{report.pk}/{deed}/" in text(staff.get(inspect(report)))
        assert staff.get(f"{LIST}{report.pk}/{deed}/").status_code == 200
        assert do(staff, report, deed, **fields).url == inspect(report)
        assert now_of(report) == stands
    page = text(staff.get(inspect(report)))
    for words in ("Wrong name?", "Upload 12", WHY, "Another row", "Accreditation M"):
        assert words in page


@pytest.mark.parametrize(
    ("deed", "fields", "sentence"),
    [
        ("hold", {"reason": ""}, "Give the reason."),
        ("hold", {"reason": "x" * 301}, "at most 300 characters"),
        ("rejected", {"reason": ""}, "Give the message of the rejection."),
        ("accepted", {}, "cannot become accepted"),
        ("release", {}, "not held back"),
        ("again", {}, "Only what was rejected"),
        ("correct", {"status": "queued"}, "Give the reason."),
        ("correct", {"status": "withdrawn", "reason": "x"}, "Select a valid choice"),
        ("correct", {"status": "accepted", "reason": "x"}, "cannot be corrected so"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(report, staff, deed, fields, sentence):
    answer = do(staff, report, deed, **fields)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert now_of(report) == ("queued", "")
    assert not report.events.exists()


def test_deed_that_does_not_exist_is_not_there(report, staff):
    assert do(staff, report, "burn").status_code == 404


def test_staff_cannot_send_what_its_learner_did_not_allow():
    report = a_report(allowed=False)
    staff = signed_in(staff_of(report))
    assert f"/{report.pk}/sent/" not in text(staff.get(inspect(report)))
    assert do(staff, report, "sent").status_code == 422
    assert now_of(report) == ("consent_missing", "")


def test_staff_give_the_activity_s_number_and_reports_go_on(report, staff):
    change(report.entry.offer, pars_id="")
    change(report, problem="no_activity_id")
    address = f"/cms/credit-offers/{report.entry.offer_id}/numbers/"
    assert address in text(staff.get(inspect(report)))
    assert address in text(staff.get(f"/cms/credit-offers/inspect/{report.entry.offer_id}/"))
    refused = staff.post(address, {"pars_id": "12", "claim_until": ""})
    assert refused.status_code == 422
    assert "A PARS ID has nine digits." in text(refused)
    wrong = staff.post(address, {"pars_id": "204000009", "claim_until": "2020-01-01"})
    assert "before the offer begins" in text(wrong)
    assert now_of(report) == ("queued", "no_activity_id")
    assert staff.post(address, {"pars_id": " 204000009 ", "claim_until": ""}).status_code == 302
    assert now_of(report) == ("queued", "")
    assert "204000009" in text(staff.get(address))
    educator = signed_in(staff_of(report, Role.EDUCATOR))
    assert educator.post(address, {"pars_id": "204000010"}).status_code == 404


def test_identifier_is_shown_for_a_reason_once_and_everybody_concerned_can_see_that(report):
    member = staff_of(report)
    staff, learner = signed_in(member), report.entry.learner
    row = identifiers_of(learner).get(kind="npi")
    address = f"{LIST}{report.pk}/identifiers/{row.pk}/"
    assert address in text(staff.get(inspect(report)))
    assert NPI not in text(staff.get(address))
    refused = staff.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert NPI not in text(refused)
    assert not IdentifierEvent.objects.filter(action="revealed")

    answer = staff.post(address, {"reason": WHY})

    assert NPI in text(answer)
    assert answer["Refresh"] == f"60; url={inspect(report)}"
    assert "no-store" in answer["Cache-Control"]
    assert NPI not in text(staff.get(address))
    event = IdentifierEvent.objects.get(action="revealed")
    assert (event.person, event.by, event.reason) == (learner, member, WHY)
    own = text(signed_in(learner).get("/profile/reporting/"))
    assert f"{member}: {WHY}" in own
    log = "/cms/identifier-log/"
    assert staff.get(log).status_code == 302
    boss = signed_in(staff_of(report, Role.ACCREDITATION_STAFF))
    assert boss.get(log).status_code == 302
    administrator = a_person()
    assign_role(user=administrator, role=Role.ADMINISTRATOR)
    page = text(signed_in(administrator).get(log))
    for words in (WHY, str(member), str(learner), "Shown in full"):
        assert words in page
    assert NPI not in page
    by_name = {"q": f"{learner.first_name} {learner.last_name}"}
    assert WHY in text(signed_in(administrator).get(log, by_name))
    exported = signed_in(administrator).get(log, {"export": "csv"})
    assert WHY in b"".join(exported.streaming_content).decode()


def test_only_identifiers_that_the_destination_asks_for_can_be_read(report, staff):
    other = identifiers_of(report.entry.learner).get(kind="nabp_profile")
    address = f"{LIST}{report.pk}/identifiers/{other.pk}/"
    assert staff.post(address, {"reason": WHY}).status_code == 404


def test_a_role_without_the_permission_reads_nothing(report):
    member = staff_of(report)
    for group in member.groups.all():
        group.permissions.remove(*group.permissions.filter(codename="reveal_identifier"))
    staff = signed_in(member)
    row = identifiers_of(report.entry.learner).get(kind="npi")
    assert "Show for a reason" not in text(staff.get(inspect(report)))
    answer = staff.post(f"{LIST}{report.pk}/identifiers/{row.pk}/", {"reason": WHY})
    assert answer.status_code in {302, 403}
    assert not IdentifierEvent.objects.filter(action="revealed")


def test_learner_reads_in_plain_words_what_the_provider_has_to_do(report):
    change(report.entry.offer, pars_id="")
    change(report, problem="no_activity_id")
    page = text(signed_in(report.entry.learner).get("/transcript/"))
    assert "has yet to register the activity there" in page
    assert "PARS ID" not in page
    assert "Fill in" not in page


@pytest.mark.parametrize("many", [1, 4])
def test_pages_cost_the_same_however_many_there_are(report, many, django_assert_max_num_queries):
    stage = stage_at(report)
    for _ in range(many):
        found = a_report(stage=stage)
        move_report(report=found, status=Status.EXPORTED, at=timezone.now())
    staff = signed_in(staff_of(report))
    staff.get(LIST)
    with django_assert_max_num_queries(BUDGET):
        assert staff.get(LIST).status_code == 200
    with django_assert_max_num_queries(BUDGET):
        b"".join(staff.get(LIST, {"export": "csv"}).streaming_content)
    with django_assert_max_num_queries(BUDGET + 6):
        assert staff.get(inspect(found)).status_code == 200
