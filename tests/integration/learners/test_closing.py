"""Closing an account: nothing personal is left anywhere, and everything that proves credit still does."""

import io
from datetime import date
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from accounts.domain.identifiers import Kind
from accounts.domain.roles import Role
from accounts.models import Accommodation, User
from accounts.queries import identifier_events_of, identifiers_of, standing_consents
from accounts.services import (
    AccountClosed,
    assign_role,
    create_api_token,
    give_consent,
    grant_accommodation,
    keep_identifier,
    reveal_identifier,
)
from common.append_only import erasing
from credits.domain.destinations import DESTINATIONS
from credits.domain.reporting import Status
from credits.models import Badge, Bundle, Certificate, CreditReport, Entry, Reflection
from credits.queries import awaiting_of, deletions_waiting_of, queued_reports, reports_of, totals_of
from credits.services import (
    ClosingRefused,
    add_external,
    add_licence,
    adjust_claim,
    allow_reporting,
    issue_badge,
    issue_certificate,
    issue_missing_badges,
    issue_missing_certificates,
    make_bundle,
    move_report,
    name_board,
    renew_calendar,
    settle_reports,
    tell_identifiers,
    write_reflection,
)
from learners.domain.evidence import as_file
from learners.models import Completion
from learners.queries.audit.evidence import bundle_for
from learners.queries.closing import closing_of
from learners.services import anonymise, submit
from learners.services.sealing import seal_everything
from tests.factories.authoring import signed_in
from tests.factories.certificates import an_entry
from tests.factories.credits import a_stage_of
from tests.factories.licences import a_requirement
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, answer_all
from tests.integration.learners.test_evidence import script
from tests.integration.learners.test_verify_ledger import verify
from tests.refusals import change, refused
from tests.stored import everything_stored, files_stored

NPI = "1234567893"
CANARIES = (
    "Quirin", "Zebrowski", "canary.example", "Zymurgy", "MDXQ", "dyslexiaq", "laptopq", NPI,
    "LX7741902", "BX5512903", "notetomyself", "elsewhereq", "evidenceq", "asksforq", "pain_clinicq",
)  # fmt: skip
PARS = DESTINATIONS["pars"]
# What points at a person, and what closing an account does about it. A new table has to be decided
# on here, and in docs/rules/closing.md.
REMOVED = {
    "account.EmailAddress", "accounts.Accommodation.user", "accounts.ApiToken",
    "accounts.Identifier", "accounts.User_groups", "accounts.User_user_permissions",
    "credits.Bundle", "credits.CalendarFeed", "credits.Diplomate", "credits.ExternalCredit",
    "credits.Licence", "credits.ReminderWish", "mfa.Authenticator", "wagtailusers.UserProfile",
    "learners.SavedSearch",
}  # fmt: skip
EMPTIED = {
    "accounts.Profile",
    "accounts.Consent",
    "accounts.IdentifierEvent.person",
    "credits.Awaiting",
}
OF_A_NUMBER = {  # they keep who did or was given it, and hold nothing else about the person
    "accounts.Accommodation.granted_by", "accounts.AccommodationRecord.by",
    "accounts.AccommodationRecord.user", "accounts.IdentifierEvent.by", "admin.LogEntry",
    "assessments.Acceptance", "assessments.Adoption", "assessments.Assessment",
    "assessments.AssessmentVersion", "assessments.Attempt", "assessments.ExpertPanel",
    "assessments.Grade", "assessments.Judge", "assessments.Mark.joint_with",
    "assessments.Mark.marker", "assessments.MarkDraft", "assessments.MarkingTask",
    "assessments.PanelDecision", "assessments.PanelUse", "assessments.Question",
    "assessments.QuestionImport", "assessments.Ruling", "assessments.Study",
    "assessments.Transition", "courses.Company", "courses.DisclosureRequest",
    "courses.LessonMedia", "courses.RelevanceDecision", "courses.StandardExemption.approved_by",
    "courses.StandardExemption.proposed_by", "courses.SupportAgreement", "courses.SupportLine",
    "courses.Waiver.asked_by", "courses.Waiver.granted_by", "credits.CreditOffer", "credits.Entry",
    "credits.ReportEvent", "credits.RequirementVersion", "learners.Enrolment", "learners.Regrade",
    "outcomes.Answer", "outcomes.Export", "outcomes.ExportDownload", "outcomes.ReportingSetup",
    "outcomes.ReviewGrant.accreditor", "outcomes.ReviewGrant.granted_by",
    "wagtailadmin.EditingSession", "wagtailadmin.FormState", "wagtailcore.Comment.resolved_by",
    "wagtailcore.Comment.user", "wagtailcore.CommentReply", "wagtailcore.ModelLogEntry",
    "wagtailcore.Page.locked_by", "wagtailcore.Page.owner", "wagtailcore.PageLogEntry",
    "wagtailcore.PageSubscription", "wagtailcore.Revision", "wagtailcore.TaskState",
    "wagtailcore.UploadedFile", "wagtailcore.WorkflowState", "wagtaildocs.Document",
    "wagtailimages.Image", "wagtailmedia.Media",
}  # fmt: skip


def now():
    return timezone.now()


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Keep the files of each test apart: others leave theirs behind."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def person() -> User:
    """Somebody who left traces wherever one can."""
    user = a_person(profession="physician")
    change(user, first_name="Quirin", last_name="Zebrowski", email="quirin@canary.example")
    user.refresh_from_db()
    change(user.profile, specialty="Zymurgy", credentials="MDXQ", country="AT")
    staff = a_person()
    granted = Accommodation(user=user, time_factor=Decimal("1.25"), reason="dyslexiaq")
    grant_accommodation(accommodation=granted, by=staff, at=now())
    create_api_token(user=user, name="laptopq")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    TOTP.activate(user, generate_totp_secret())
    UserProfile.objects.create(user=user)
    ModelLogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        label=str(user),
        action="wagtail.edit",
        timestamp=now(),
        data={"name": "Zebrowski"},
    )
    told = {(Kind.BIRTH_DAY, ""): "0412", (Kind.NPI, ""): NPI}
    allow_reporting(learner=user, places=[PARS], at=now())
    tell_identifiers(learner=user, values=told, at=now())
    name_board(learner=user, board="ABIM", number="BX5512903", at=now())
    add_licence(learner=user, requirement=a_requirement(), number="LX7741902", at=now())
    change(user.licences.get(), facts={"pain_clinicq": True})
    external = {
        "kind": "ama_pra_1", "title": "elsewhereq", "provider": "", "amount": Decimal(1),
        "earned_on": date(2026, 1, 2), "topics": [], "note": "",
    }  # fmt: skip
    proof = ContentFile(b"%PDF-1.4 evidenceq", "evidence.pdf")
    add_external(learner=user, told=external, evidence=proof, at=now())
    renew_calendar(learner=user, at=now())
    npi = identifiers_of(user).get(kind="npi")
    reveal_identifier(identifier=npi, by=staff, at=now(), reason="Zebrowski asksforq")
    stage = a_stage_of("abim_moc", "uk_cpd")
    stage.pass_(stage.ready(user))
    write_reflection(awaiting=awaiting_of(user).get(), text="notetomyself", at=now())
    for entry in user.entries.all():
        certificate = issue_certificate(entry_id=entry.pk, at=now())
        issue_badge(certificate_id=certificate.pk, at=now())
    bundle = Bundle.objects.create(
        learner=user, year=now().year, paper="a4", asked_at=now(), expires_at=now()
    )
    make_bundle(bundle_id=bundle.pk, at=now())
    sent = reports_of(user).get(destination="pars")
    move_report(report=sent, status=Status.EXPORTED, at=now(), reason="asksforq Zebrowski")
    seal_everything(at=now())
    an_entry(user)  # queued, and under no seal
    return user


@pytest.fixture
def close(person, django_capture_on_commit_callbacks):
    def closed(by=None) -> User:
        with django_capture_on_commit_callbacks(execute=True):
            return anonymise(person=person, by=by, at=now())

    return closed


def audit(*options) -> str:
    """Return what the audit of the whole ledger says."""
    return "\n".join(verify(*options)[0])


def code_of(person, kind="ama_pra_1") -> str:
    found = Certificate.objects.filter(entry__learner=person, entry__credit_type__code=kind)
    return found.first().code


def test_nothing_personal_is_left_in_any_table_or_file(person, close):
    files = files_stored()
    mine = [name for name, content in files.items() if b"evidenceq" in content]
    paper = Certificate.objects.filter(entry__learner=person).first().file.name
    for canary in ("Zebrowski", "Zymurgy", "dyslexiaq", "notetomyself", "asksforq"):
        assert canary in everything_stored()  # it could have leaked
    bundles = [name for name in files if "bundles/" in name]
    assert mine
    assert bundles
    assert f"certificates/{paper}" in files

    close()

    stored = everything_stored()
    assert [canary for canary in CANARIES if canary.lower() in stored.lower()] == []
    left = files_stored()
    assert not any(b"evidenceq" in content for content in left.values())
    assert f"certificates/{paper}" not in left
    assert not set(bundles) & set(left)


def test_ledger_stays_what_it_was_and_proves_itself(person, close, tmp_path):
    entry = Entry.objects.filter(learner=person, credit_type__code="ama_pra_1").earliest("pk")
    before, totals = as_file(bundle_for(entry)), totals_of(person)
    rows = list(Entry.objects.order_by("pk").values())
    close()
    assert list(Entry.objects.order_by("pk").values()) == rows
    assert totals_of(person) == totals
    assert "0 differences" in audit("--require-certificates")
    assert script(tmp_path, before).returncode == 0
    assert seal_everything(at=now()) == 1  # what was not sealed yet
    assert "0 differences" in audit()
    unsealed = Entry.objects.filter(learner=person).latest("pk")
    for each in (entry, unsealed):
        text = as_file(bundle_for(each))
        assert script(tmp_path, text).returncode == 0
        assert "Zebrowski" not in text


def test_certificate_erased_by_somebody_else_is_found(person):
    certificate = Certificate.objects.filter(entry__learner=person).first()
    with erasing():
        change(certificate, file="", printed={**certificate.printed, "name": ""})
    assert "did not close their account" in audit()


def test_public_page_says_what_remains_and_the_credential_is_gone(person, close, client):
    code = code_of(person)
    badge = Badge.objects.get(certificate__code=code)
    achievement = badge.credential["credentialSubject"]["achievement"]
    status = client.get(badge.credential["credentialStatus"]["id"].split("#")[0])
    assert "Zebrowski" in client.get(f"/verify/{code}/").content.decode()
    close()
    page = client.get(f"/verify/{code}/").content.decode()
    assert "genuine and stands as it was issued" in page
    assert "The holder closed their account, and their name was removed." in page
    assert "Zebrowski" not in page
    assert "Open Badge" not in page
    for address in (f"/credentials/{code}.json", f"/credentials/{code}.jwt", f"/badges/{code}.png"):
        answer = client.get(address)
        assert answer.status_code in {410, 404}
        assert b"Zebrowski" not in answer.content
    gone = client.get(f"/credentials/{code}.json")
    assert gone.status_code == 410
    assert "Copies in wallets keep their signatures" in gone.json()["message"]
    told = client.get(achievement["id"].partition("://")[2].partition("/")[2].join(["/", ""]))
    assert told.json() == achievement
    assert status.status_code in {200, 404}
    assert Certificate.objects.get(code=code).sha256


def test_reports_that_wait_are_withdrawn_and_those_sent_stay(person, close):
    assert set(reports_of(person).values_list("status", flat=True)) == {
        "exported", "queued", "consent_missing",
    }  # fmt: skip
    assert queued_reports("pars")
    close()
    assert set(reports_of(person).values_list("status", flat=True)) == {"exported", "withdrawn"}
    assert not queued_reports("pars")
    assert not standing_consents().filter(person=person)
    assert settle_reports(learner=person, at=now()) == 0
    assert not CreditReport.objects.filter(status="queued")


def test_identifiers_are_destroyed_and_the_log_says_only_that(person, close):
    close()
    assert not identifiers_of(person)
    events = identifier_events_of(person)
    removed = {event.kind for event in events if event.action == "removed"}
    assert removed == {"birth_day", "npi", "board_id", "held"}
    [revealed] = [event for event in events if event.action == "revealed"]
    assert revealed.reason.startswith("Erased")
    assert revealed.by


def test_nobody_gets_in_any_more_and_nothing_can_be_written(person, close, client):
    browser = signed_in(person)
    key = create_api_token(user=person, name="phone").key
    close()
    assert browser.get("/today/")["Location"].startswith("/accounts/login/")
    said = client.get("/api/v1/transcript/", headers={"Authorization": f"Bearer {key}"})
    assert said.status_code in {401, 403}
    with pytest.raises(AccountClosed):
        keep_identifier(person=person, kind=Kind.NPI, value=NPI, by=person, at=now())
    with pytest.raises(AccountClosed):
        give_consent(person=person, subject="x", wording="x", version=1, at=now())
    with refused("accounts_user_closed_keeps_nothing_personal"):
        change(person, first_name="Quirin")
    with refused("accounts_user_closed_keeps_nothing_personal"):
        change(person, is_active=True)


def test_what_runs_later_gives_a_closed_account_nothing(person, close):
    stage = a_stage()
    sitting = stage.ready(person)
    answer_all(sitting)
    close()
    entries = Entry.objects.count()
    submit(sitting=sitting, at=now())
    assert Entry.objects.count() == entries
    assert not Completion.objects.filter(enrolment=sitting.enrolment)
    certificates = Certificate.objects.count()
    issue_missing_certificates(at=now())
    issue_missing_badges(at=now())
    assert Certificate.objects.count() == certificates
    assert "0 differences" in audit()


def test_a_second_time_changes_nothing(person, close):
    closed = close()
    again = close()
    assert again.closed_at == closed.closed_at
    assert str(again) == f"Closed account {person.pk}"


def test_somebody_who_did_nothing_closes_too(django_capture_on_commit_callbacks):
    nobody = a_person()
    assert closing_of(nobody).entries == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert anonymise(person=nobody, by=nobody, at=now()).closed_at
    assert EmailAddress.objects.filter(user=nobody).count() == 0


def test_account_stays_open_while_a_body_holds_something_wrong(person):
    sent = reports_of(person).get(status="exported")
    adjust_claim(entry=sent.entry, claim=Decimal("0.50"), at=now())
    with pytest.raises(ClosingRefused, match="still has to be told to delete"):
        anonymise(person=person, by=None, at=now())
    person.refresh_from_db()
    assert person.first_name == "Quirin"
    assert identifiers_of(person)
    [deletion] = deletions_waiting_of(person)
    move_report(report=deletion, status=Status.EXPORTED, at=now())
    assert anonymise(person=person, by=None, at=now()).closed_at


def test_last_administrator_stays():
    boss = a_person()
    assign_role(user=boss, role=Role.ADMINISTRATOR)
    with pytest.raises(ClosingRefused, match="only administrator"):
        anonymise(person=boss, by=boss, at=now())
    other = a_person()
    assign_role(user=other, role=Role.ADMINISTRATOR)
    assert not anonymise(person=boss, by=boss, at=now()).groups.exists()


def test_erasable_columns_change_inside_erasing_alone_and_no_others_ever(person):
    certificate = Certificate.objects.filter(entry__learner=person).first()
    for row, column in [
        (certificate, {"printed": {}}),
        (certificate.badge, {"token": ""}),
        (Reflection.objects.get(), {"text": "x"}),
    ]:
        table = f"{row._meta.db_table}_append_only"
        with refused(table):
            change(row, **column)
        with erasing():
            change(row, **column)
        with refused(table):
            change(row, **column)
    with erasing(), refused("credits_certificate_append_only"):
        change(certificate, code="AAAA-BBBB-CCCC")
    with erasing(), refused("credits_certificate_append_only"):
        change(certificate, printed={}, sha256="0" * 64)
    with erasing(), refused("credits_entry_append_only"):
        change(certificate.entry, reason="x")
    with erasing(), pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk)._raw_delete("default")


def test_every_table_that_points_at_a_person_is_decided_on():
    found = set()
    for field in User._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete and field.related_model:
            found.add((field.related_model._meta.label, field.field.name))
    labels = [label for label, _name in found]
    named = {f"{label}.{name}" if labels.count(label) > 1 else label for label, name in found}
    assert named == REMOVED | EMPTIED | OF_A_NUMBER


def run(*words) -> str:
    said = io.StringIO()
    call_command("anonymise", *words, stdout=said)
    return said.getvalue()


def test_command_says_what_it_would_do_asks_and_does_it(person, monkeypatch):
    said = run("--user", person.email, "--dry-run")
    for words in ("4 identifiers destroyed", "1 consents revoked", "1 reports that were sent",
                  "Nothing was changed."):  # fmt: skip
        assert words in said
    with pytest.raises(CommandError, match="another address"):
        run("--user", person.email, "--confirm", "somebody@example.org")
    monkeypatch.setattr("builtins.input", lambda _words: "no")
    with pytest.raises(CommandError, match="nothing was changed"):
        run("--user", str(person.pk))
    person.refresh_from_db()
    assert person.first_name == "Quirin"
    said = run("--user", person.email.upper(), "--confirm", person.email)
    assert f"Done: Closed account {person.pk}." in said
    with pytest.raises(CommandError, match="was closed on"):
        run("--user", str(person.pk), "--dry-run")
    with pytest.raises(CommandError, match="There is nobody"):
        run("--user", "nobody@example.org")
