"""Staff ask, a person declares on a phone without scripts, staff decide, a learner reads it.

1. Accreditation staff open a person and ask for a declaration.
2. The person follows the link in the letter, adds a second relationship, signs.
3. Staff review the company, find one relationship relevant and mitigated, the other not.
4. The activity is published; a learner reads who, what, and that it was mitigated.
"""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from courses.models import Contributor
from courses.queries.disclosures import link_token
from courses.services import chase_disclosures
from tests.factories.authoring import a_team, an_activity, publish
from tests.factories.people import a_request, somebody


@pytest.fixture(autouse=True)
def fresh_allowances():
    cache.clear()


def test_a_person_declares_and_a_learner_reads_it(visitor):
    team = a_team("Harbour")
    person = somebody(team.provider, declared=False, name="Bo Author", credentials="MD")
    activity = an_activity(team, live=False, title="Sepsis in an hour")
    activity.contributors = [Contributor(person=person, role="author")]
    activity.save_revision()

    staff = visitor(team.staff)
    page = staff.open("/cms/snippets/courses/person/")
    page.get_by_role("link", name="Missing").click()
    page.get_by_role("button", name="Ask for a declaration").click()
    expect(page.get_by_text("is sent a link")).to_be_visible()
    chase_disclosures(at=timezone.now())
    link = re.search(r"/disclosures/\S+", mail.outbox[-1].body)[0]

    phone = visitor(phone=True, scripts=False).open(link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your financial relationships")
    phone.get_by_label("Yes: I name every one below").check()
    first = phone.get_by_role("group", name="Relationship 1")
    first.get_by_label("Company").fill("Acme Devices")
    first.get_by_label("What you are").select_option("speaker")
    first.get_by_label("has ended").check()
    phone.get_by_role("button", name="Add another relationship").click()
    second = phone.get_by_role("group", name="Relationship 2")
    second.get_by_label("Company").fill("Acme Devices")
    second.get_by_label("What you are").select_option("stock")
    phone.get_by_role("button", name="Send my declaration").click()
    expect(phone.get_by_role("alert")).to_contain_text("Sign with your name.")
    phone.get_by_label("I have named all").check()
    phone.get_by_label("Your name, as your signature").fill("Bo Author")
    phone.get_by_role("button", name="Send my declaration").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your declaration is in")
    expect(phone.get_by_role("listitem")).to_contain_text(["Acme Devices", "Acme Devices"])

    page = staff.open("/cms/disclosures/")
    page.get_by_role("link", name="Sepsis in an hour").click()
    page.get_by_role("link", name="Review the company").first.click()
    page.locator("[name=eligibility]").select_option("ineligible")
    page.locator("[name=rationale]").fill("Makes infusion pumps.")
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator(".messages .success")).to_be_visible()
    decide(staff, activity, "yes", "Peers without", done_on=True)
    page = decide(staff, activity, "no", "")
    expect(page.get_by_text("All settled.")).to_be_visible()

    publish(activity)
    learner = visitor(phone=True, dark=True).open("/activities/" + activity.code + "/")
    row = learner.get_by_role("row", name="Bo Author")
    expect(row).to_contain_text("Speaker, Acme Devices (ended)")
    expect(row).to_contain_text("Peers without a relationship reviewed the content")
    expect(row).not_to_contain_text("stock")
    expect(learner.get_by_text("have been mitigated")).to_be_visible()


def decide(staff, activity, verdict, method, *, done_on=False):
    """Decide on the first relationship that is still open."""
    page = staff.open(f"/cms/disclosures/{activity.pk}/")
    page.get_by_role("link", name=re.compile("^Decide on")).first.click()
    page.locator(f"[name=is_relevant][value={verdict}]").check()
    if method:
        choice = page.locator("[name=method]").locator("option", has_text=method)
        page.locator("[name=method]").select_option(choice.get_attribute("value"))
    if done_on:
        page.locator("[name=done_on]").fill(f"{timezone.localdate():%Y-%m-%d}")
    page.locator("[name=reason]").fill("Looked at with the reviewer.")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.locator(".messages .success")).to_contain_text("recorded")
    return page


def test_the_form_breaks_no_rule_in_either_colour(visitor, axe):
    team = a_team("Harbour")
    person = somebody(team.provider, declared=False)
    link = f"/disclosures/{link_token(a_request(person, timezone.now()))}/"
    for dark in (False, True):
        axe(visitor(phone=True, dark=dark).open(link))
