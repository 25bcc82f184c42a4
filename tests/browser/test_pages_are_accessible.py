"""Every page, as each person meets it, in light and dark, on a phone and at a desk.

No finding by axe, nothing to scroll sideways even on the narrowest phone, and no complaint by the
browser, which would tell of a refusal by the content security policy too.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page

from accounts.domain.roles import Role
from courses.models import ActivityPage, Provider
from courses.services import set_up_roles_and_teams
from credits.domain.destinations import DESTINATIONS
from credits.models import Certificate, Entry
from credits.services import (
    adjust_claim,
    allow_reporting,
    name_board,
    renew_calendar,
    reverse_credit,
)
from credits.services.reminders import unsubscribe_address
from learners import services
from lms.demo import people
from outcomes.services import grant_review
from tests.browser.conftest import Visitor, ready
from tests.factories.activities import LESSONS, a_real_stage, a_soft_skill
from tests.factories.authoring import a_member
from tests.factories.certificates import an_entry
from tests.factories.items import essay, file_answer
from tests.factories.licences import a_licence, a_requirement, a_seeded, an_external
from tests.factories.outcomes import a_person, a_provider, a_world, with_history
from tests.factories.queue import work_off
from tests.factories.sittings import RELEASED, Stage, a_stage, answer_all, ask_first

SIDES = ((1280, "light"), (390, "dark"))  # colours know nothing of widths, so two looks see all
NARROWEST = 320
HEIGHT = 844
OPEN_FOLDS = "document.querySelectorAll('details:not(.menu)').forEach(fold => fold.open = true)"
SETTLED = (
    "Promise.allSettled(document.getAnimations().map(each => each.finished))"  # some are cancelled
)
TOO_WIDE = """[...document.querySelectorAll('body *')].filter(each =>
    each.getBoundingClientRect().right > innerWidth + 1).slice(-3).map(each => each.outerHTML.slice(0, 120))"""


@dataclass
class Look:
    """Somebody who looks at pages from all sides and writes down what is wrong."""

    someone: Visitor
    axe: object
    found: list[str] = field(default_factory=list)

    def at(self, *paths: str, status: int = 200) -> None:
        for path in paths:
            answer = self.someone.page.goto(self.someone.server + path)
            if answer.status != status:
                self.found.append(f"{path} answered {answer.status}")
            self.around(path)
        self.forgive(status)

    def around(self, name: str) -> None:
        """Look at the page that is open."""
        page = self.someone.page
        ready(page)
        page.evaluate(OPEN_FOLDS)
        for width, scheme in SIDES:
            page.emulate_media(color_scheme=scheme)
            self.widen(page, width, name)
            page.evaluate(SETTLED)
            self.ask(f"{name} at {width} in {scheme}")
        self.widen(page, NARROWEST, name)

    def widen(self, page: Page, width: int, name: str) -> None:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            self.found.append(f"{name} is {wide} wide at {width}: {page.evaluate(TOO_WIDE)}")

    def ask(self, name: str) -> None:
        try:
            self.axe(self.someone.page)
        except AssertionError as finding:
            self.found.append(f"{name}: {finding}")

    def forgive(self, status: int) -> None:
        """Chromium complains of any page that is refused, here on purpose."""
        heard = self.someone.complaints
        heard[:] = [complaint for complaint in heard if f"status of {status}" not in complaint]


@pytest.fixture
def look(visitor, axe):
    """Make somebody who looks; what they found fails the test at its end."""
    lookers = []

    def make(user=None, **how) -> Look:
        lookers.append(Look(visitor(user, **how), axe))
        return lookers[-1]

    yield make
    found = [finding for each in lookers for finding in each.found]
    assert not found, "\n".join(found)


def of_activity(stage: Stage, rest: str = "") -> str:
    return f"/activities/{stage.activity.code}/{rest}"


def assessment(stage: Stage, purpose: str) -> str:
    return of_activity(stage, f"assessments/{stage.places[purpose]}/")


def of_sitting(sitting, rest: str) -> str:
    return f"/sittings/{sitting.pk}/{rest}"


def test_pages_for_strangers(look):
    stage = a_real_stage()
    a_soft_skill()
    today = date.today()
    ended = {"released_on": today - timedelta(days=90), "expires_on": today - timedelta(days=1)}
    a_world(a_provider("Past"), code="ended", **ended)
    a_world(a_provider("Soon"), code="soon", released_on=today + timedelta(days=9))
    stranger = look()
    stranger.at(
        "/",
        "/activities/",
        "/activities/?q=hypertension&length=60",
        "/activities/?q=qqqq",
        of_activity(stage),
        "/activities/ended/",
        "/activities/soon/",
        "/verify/",
        *(f"/about/{name}/" for name in ("accessibility", "privacy", "independence", "contact")),
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
    )
    stranger.at("/verify/?code=ABC", status=422)
    stranger.at("/verify/7Q4K-MX2P-9TRD/", "/no/such/page/", status=404)


def test_pages_for_somebody_new(look):
    stage = a_real_stage()
    learner = look(a_person(profession="physician"))
    learner.at(
        "/today/",
        "/profile/",
        "/transcript/",
        "/activities/",
        of_activity(stage),
    )
    page = learner.someone.page
    page.goto(learner.someone.server + of_activity(stage))
    page.get_by_role("button", name="Confirm and start").click()
    page.wait_for_url("**/enrol/")
    learner.around("not confirmed")
    learner.at("/reports/", status=404)


def test_pages_on_the_way(look):
    stage = a_real_stage()
    person = a_person(profession="nurse")
    learner = look(person)
    enrolment = stage.enrol(person)
    lesson = of_activity(stage, f"lessons/{LESSONS[0]}/")
    learner.at(lesson, status=403)
    learner.at(assessment(stage, "pre_test"), assessment(stage, "post_test"), of_activity(stage))
    before = stage.begin(enrolment, "pre_test")
    learner.at(
        "/today/",
        of_sitting(before, "questions/1/"),
        of_sitting(before, "review/"),
        assessment(stage, "pre_test"),
    )
    stage.pass_(before)
    learner.at(of_sitting(before, "result/"), lesson)
    page = learner.someone.page
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check my answer").click()
    page.get_by_text("The reasons are below.").wait_for()
    learner.around("answered knowledge check")
    for each in stage.activity.facts["lessons"]:
        services.finish_lesson(enrolment=enrolment, lesson_id=each["id"], at=timezone.now())
    after = stage.begin(enrolment)
    learner.at(*(of_sitting(after, f"questions/{number}/") for number in range(1, 5)))
    answer_all(after, right=0)
    learner.at(of_sitting(after, "review/"), of_sitting(after, "questions/1/"))
    services.submit(sitting=after, at=timezone.now())
    with page.expect_navigation():
        page.evaluate("document.querySelector('[data-quiz]').submit()")
    learner.around("answer that came too late")
    learner.forgive(409)
    learner.at(of_sitting(after, "result/"), assessment(stage, "post_test"))


def test_pages_with_files(look):
    stage = a_stage([file_answer(max_files=2, guidance="One page."), essay()])
    person = a_person(profession="nurse")
    sitting = stage.ready(person)
    learner = look(person)
    learner.at(of_sitting(sitting, "questions/1/"), of_sitting(sitting, "questions/2/"))
    answer_all(sitting)
    learner.at(
        of_sitting(sitting, "questions/1/"),
        of_sitting(sitting, "review/"),
        of_sitting(sitting, "receipt/"),
    )
    services.submit(sitting=sitting, at=timezone.now())
    learner.at(of_sitting(sitting, "result/"))


def test_pages_for_somebody_who_has_finished(look):
    stage, withdrawn = a_real_stage(), a_soft_skill()
    person = a_person(profession="physician")
    learner = look(person)
    evaluation = stage.ready(person, "evaluation")
    learner.at(of_sitting(evaluation, "all/"))
    stage.pass_(evaluation)
    learner.at(of_sitting(evaluation, "result/"), of_activity(stage), "/transcript/")
    work_off()
    earned = Entry.objects.get()
    withdrawn.pass_(withdrawn.ready(person, "evaluation"))
    reverse_credit(entry=Entry.objects.latest("pk"), reason="Awarded in error", at=timezone.now())
    adjust_claim(entry=earned, claim=Decimal("0.50"), at=timezone.now())
    work_off()
    standing = Entry.objects.latest("pk")
    post_test = evaluation.enrolment.sittings.get(purpose="post_test")
    learner.at(
        "/today/",
        "/activities/",
        of_activity(stage),
        of_activity(withdrawn),
        of_activity(stage, f"lessons/{LESSONS[1]}/"),
        of_sitting(post_test, "result/"),
        of_sitting(post_test, "result/?show=revisit"),
        "/transcript/",
        "/transcript/?year=1999",
        f"/credits/{standing.pk}/claim/",
        *(f"/verify/{each.code}/" for each in Certificate.objects.all()),
    )


def test_pages_about_what_is_owed(look):
    person = a_person(profession="physician")
    learner = look(person)
    learner.at("/owed/", "/owed/plan/", "/owed/credit/", "/owed/licences/add/")
    stage = a_real_stage()
    texas, external = a_licence(person, a_seeded("us-tx-md")), an_external(person)
    a_licence(person, a_requirement())
    renew_calendar(learner=person, at=timezone.now())
    later, lapsed = a_soft_skill(), a_stage()
    ask_first(later, stage, a_stage(), lapsed)
    ActivityPage.objects.get(pk=lapsed.activity.activity_id).unpublish()
    learner.at(of_activity(later), "/owed/plan/")
    stage.pass_(stage.ready(person, "evaluation"))
    learner.at(
        of_activity(later),
        "/owed/",
        "/owed/plan/",
        "/today/",
        "/owed/licences/add/",
        f"/owed/licences/{texas.pk}/",
        f"/owed/licences/{texas.pk}/remove/",
        "/owed/credit/",
        "/owed/credit/add/",
        f"/owed/credit/{external.pk}/",
        f"/owed/credit/{external.pk}/delete/",
        "/owed/credit/import/",
        "/owed/reminders/",
        unsubscribe_address(person).removeprefix(settings.BASE_URL),
    )
    rows = f"type,title,amount,date,topics\nama_pra_2,Club,1,{timezone.localdate()},\nx,,y,z,q\n"
    page = learner.someone.open("/owed/credit/import/")
    page.get_by_label("CSV file").set_input_files(
        {"name": "rows.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    page.get_by_role("button", name="Read the file").click()
    page.get_by_text("1 of 2 rows can be added").wait_for()
    learner.around("rows of a file")


def test_pages_about_boards_and_years(look):
    stage = a_real_stage()
    person = a_person(profession="physician")
    learner = look(person)
    learner.at("/certificates/years/")
    stage.pass_(stage.ready(person, "evaluation"))
    earned = Entry.objects.get()
    name_board(learner=person, board="ABIM", number="123456", at=timezone.now())
    learner.at(f"/credits/{earned.pk}/why/", "/credits/boards/", "/certificates/years/")
    page = learner.someone.page
    page.get_by_role("button", name="Make it").click()
    page.get_by_text("being made").wait_for()
    learner.around("file being made")
    work_off()
    learner.at("/certificates/years/")


def test_pages_for_accreditation_staff(look):
    stage = a_real_stage()
    set_up_roles_and_teams()
    texas = a_seeded("us-tx-md")
    stage.pass_(stage.ready(a_person(profession="physician"), "evaluation"))
    entry = Entry.objects.get()
    provider = entry.offer.activity.provider
    staff = look(a_member(provider, Role.ACCREDITATION_STAFF))
    staff.at(
        "/cms/",
        "/cms/credit-ledger/",
        f"/cms/credit-ledger/inspect/{entry.pk}/",
        f"/cms/credit-ledger/{entry.pk}/reissue/",
        f"/cms/credit-ledger/{entry.pk}/take-back/",
        "/cms/credit-offers/",
        "/cms/credit-offers/new/",
        f"/cms/credit-offers/inspect/{entry.offer_id}/",
        f"/cms/credit-offers/delete/{entry.offer_id}/",
        "/cms/requirements/",
        "/cms/requirements/new/",
        f"/cms/requirements/inspect/{texas.pk}/",
        f"/cms/requirements/edit/{texas.pk}/",
        "/cms/acceptance-rules/",
        "/cms/acceptance-rules/new/",
    )


def test_pages_about_an_account(look):
    user = people.create_login(people.LOGINS[0])
    owner = look()
    page = owner.someone.open("/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/today/")
    owner.at(
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/reauthenticate/",
        "/accounts/logout/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
    )
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    owner.at(
        "/accounts/2fa/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/2fa/recovery-codes/generate/",
    )


def test_pages_for_accreditors(look):
    full = with_history(a_world(a_provider("Full"), code="full"), learners=60)
    a_world(a_provider("Bare"), code="bare")
    accreditor = a_person(groups=[Role.ACCREDITOR])
    reader = look(accreditor)
    reader.at("/reports/")
    for provider in Provider.objects.all():
        grant_review(accreditor=accreditor, provider=provider, by=None, at=RELEASED)
    reader.at(
        "/reports/",
        f"/reports/{full.provider.slug}/",
        "/reports/full/full/",
        "/reports/full/full/?profession=nurse",
        "/reports/bare/bare/",
    )
    reader.at("/reports/full/full/?begins_on=x", status=422)


def test_pages_about_what_is_reported_and_who_is_certified(look):
    person = a_person(profession="physician")
    learner = look(person)
    learner.at("/profile/reporting/", "/credits/boards/")
    entry = an_entry(person)
    allow_reporting(learner=person, places=[DESTINATIONS["pars"]], at=timezone.now())
    name_board(learner=person, board="ABIM", number="0012345", at=timezone.now())
    learner.at("/profile/reporting/", "/credits/boards/", f"/credits/{entry.pk}/reporting/")


@pytest.mark.urls("tests.integration.common.test_pages")
def test_page_for_a_fault_of_ours(look):
    look().at("/breaks/", status=500)


def test_menus_sheets_and_questions_that_ask_again(look):
    """What opens over a page is a part of it."""
    stage = a_real_stage()
    person = a_person(profession="nurse")
    sitting = stage.ready(person)
    phone = look(person, phone=True)
    page = phone.someone.open("/activities/")
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("button", name="Close filters").wait_for()
    phone.ask("filters")
    page = phone.someone.open("/transcript/")
    page.locator(".menu summary").first.click()
    page.get_by_role("link", name="Your profile").wait_for()
    phone.ask("account menu")
    page = phone.someone.open(of_activity(stage, f"lessons/{LESSONS[0]}/"))
    page.get_by_role("button", name="Lesson 1 of 2").click()
    page.get_by_role("button", name="Close steps").wait_for()
    phone.ask("steps")
    page = phone.someone.open(of_sitting(sitting, "review/"))
    page.get_by_role("button", name="Submit answers").click()
    page.get_by_role("dialog").wait_for()
    phone.ask("question before submitting")
