"""An accreditor reads the reports of the providers granted to them, and of no other.

The figures on the page are those that the tables hold, the files are those of the page, and when
the review ends the reports are gone.
"""

import csv
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.domain.roles import Role
from credits.models import Entry
from learners.models import Completion, Enrolment
from outcomes.models import ReviewGrant
from outcomes.services import end_review, grant_review
from tests.factories.outcomes import World, a_person, a_provider, a_world, with_history

LEARNERS = 60
STAGES = ("Enrolled", "Started", "Finished", "Completed", "Credited")


@pytest.fixture
def granted() -> World:
    return with_history(a_world(a_provider("Granted"), code="granted-activity"), learners=LEARNERS)


@pytest.fixture
def other() -> World:
    return with_history(a_world(a_provider("Other"), code="other-activity"), learners=3, seed=2)


@pytest.fixture
def accreditor(granted):
    person = a_person(groups=[Role.ACCREDITOR])
    at = timezone.now() - timedelta(days=1)
    grant_review(accreditor=person, provider=granted.provider, by=None, at=at)
    return person


def test_accreditor_reads_what_was_granted(visitor, accreditor, granted, other):
    page = visitor(accreditor).open("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Reports").click()
    expect(page.get_by_role("rowheader")).to_have_text(["Granted"])
    page.get_by_role("link", name="Granted").click()
    row = page.get_by_role("row", name="Granted activity")
    expect(row).to_be_visible()
    assert people_in(row) == counts(granted)
    row.get_by_role("link").click()
    page.wait_for_url("**/reports/granted/granted-activity/")
    assert people_in(page.get_by_role("row", name="All").first) == {
        name: people for name, people in counts(granted).items() if name != "Started"
    }
    assert balances_on(page) == balances(granted)
    for question in ("p before", "Upper − lower"):
        expect(page.get_by_role("columnheader", name=question).first).to_be_visible()
    assert funnel_in(downloaded(page, "Participation funnel")) == counts(granted)


def people_in(row) -> dict[str, int]:
    """Return a row's counts of people by the name of their column."""
    cells = row.locator("td[data-label]").evaluate_all(
        "cells => cells.map(cell => [cell.dataset.label, cell.textContent])"
    )
    return {label: int(text) for label, text in cells if label in STAGES}


def counts(world: World) -> dict[str, int]:
    """Count in the tables, by the plainest words: started read a lesson, finished read all."""
    enrolments = Enrolment.objects.filter(activity=world.activity)
    reads = [set(each.lessons.values_list("lesson", "finished_at")) for each in enrolments]
    credited = Entry.objects.filter(offer__activity=world.activity).values("learner")
    held = credited.annotate(sum=Sum("amount")).filter(sum__gt=0)
    return {
        "Enrolled": enrolments.count(),
        "Started": sum(bool(read) for read in reads),
        "Finished": sum(len([1 for _lesson, at in read if at]) == 2 for read in reads),
        "Completed": Completion.objects.filter(enrolment__in=enrolments).count(),
        "Credited": held.count(),
    }


def balances(world: World) -> dict[str, Decimal]:
    rows = Entry.objects.filter(offer__activity=world.activity).values_list("credit_type__name")
    return dict(rows.annotate(Sum("amount")).order_by())


def balances_on(page: Page) -> dict[str, Decimal]:
    rows = page.get_by_role("row").filter(has_text="All professions")
    return {
        row.get_by_role("rowheader").inner_text().split("\n")[0]: Decimal(
            row.locator("td[data-label=Balance]").inner_text()
        )
        for row in rows.all()
    }


def downloaded(page: Page, title: str) -> list[dict[str, str]]:
    row = page.get_by_role("region", name="Data tables").get_by_role("listitem")
    with page.expect_download() as found:
        row.filter(has_text=title).get_by_role("link", name="CSV").click()
    with found.value.path().open(newline="", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def funnel_in(rows: list[dict[str, str]]) -> dict[str, int]:
    found = {row["Stage"].split()[0]: int(row["People"]) for row in rows}
    return {stage: found[stage] for stage in STAGES}


def test_accreditor_narrows_a_report_to_a_profession(visitor, accreditor, granted):
    page = visitor(accreditor).open("/reports/granted/granted-activity/")
    page.get_by_label("Profession").select_option("nurse")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**profession=nurse**")
    nurses = Enrolment.objects.filter(learner__profile__profession="nurse")
    (stage, *_rest) = downloaded(page, "Participation funnel")
    assert int(stage["People"]) == nurses.count()
    assert "Nurse" in stage["People included"]


def test_reports_of_another_provider_are_not_there(visitor, accreditor, other):
    addresses = [
        "/reports/other/",
        "/reports/other/activities.csv",
        "/reports/other/other-activity/",
        "/reports/other/other-activity/participation.csv",
    ]
    reviewer = a_person(groups=[Role.ACCREDITOR])
    grant_review(accreditor=reviewer, provider=other.provider, by=None, at=timezone.now())
    allowed, refused = visitor(reviewer), visitor(accreditor)
    for address in addresses:
        assert allowed.context.request.get(allowed.server + address).status == 200
        assert refused.context.request.get(refused.server + address).status == 404


def test_reports_close_when_the_review_ends(visitor, accreditor, granted):
    someone = visitor(accreditor)
    page = someone.open("/reports/granted/")
    end_review(grant=ReviewGrant.objects.get(), at=timezone.now())
    assert page.reload().status == 404
    someone.open("/reports/").get_by_role("heading", name="No provider is open to you").wait_for()
    someone.forgive("404")
