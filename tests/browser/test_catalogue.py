"""Finding something to learn: by words and filters, at a desk and on a phone, with scripts and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from credits.models import CreditOffer
from tests.factories.activities import a_real_stage, a_soft_skill
from tests.factories.licences import a_licence
from tests.factories.outcomes import a_person

RESULTS = "Results"


@pytest.fixture
def two():
    """A clinical activity and one on a soft skill, with the text of their lessons."""
    return a_real_stage(), a_soft_skill()


def titles(page: Page):
    return page.get_by_role("list", name=RESULTS).get_by_role("heading", level=3)


def test_stranger_searches_and_filters_at_a_desk(visitor, two, axe):
    page = visitor().open("/activities/")
    expect(titles(page)).to_have_count(2)

    page.get_by_label("Search activities").fill("hypertensoin")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_text("Nothing matches “hypertensoin”.")).to_be_visible()
    expect(page.get_by_role("heading", name="1 activity")).to_be_visible()
    expect(page.locator("mark").first).to_have_text(re.compile("hypertension", re.IGNORECASE))
    axe(page)

    page.get_by_role("link", name="“hypertensoin”, remove filter").click()
    box = page.get_by_role("group", name="Time needed").get_by_label("Up to 1 hour")
    box.check()
    page.wait_for_url("**length=60**")
    expect(box).to_be_focused()
    expect(page.locator("#count")).to_have_attribute("aria-live", "polite")
    page.get_by_label("Sort by").select_option("By title")
    page.wait_for_url("**sort=title**")
    axe(page)


def test_stranger_filters_on_a_phone_without_scripts(visitor, two, axe):
    page = visitor(phone=True, scripts=False).open("/activities/?q=blood+pressure")
    expect(page.get_by_role("list", name="Lessons with these words").first).to_be_visible()

    page.get_by_role("button", name="Filters").click()
    filters = page.get_by_role("region", name="Filters")
    expect(filters).to_be_visible()
    filters.get_by_role("group", name="Time needed").get_by_label("Up to 1 hour").check()
    filters.get_by_role("button", name="Show").click()
    page.wait_for_url("**q=blood+pressure**length=60**")
    expect(page.get_by_role("link", name="Up to 1 hour, remove filter")).to_be_visible()

    page.get_by_role("link", name="Clear all").click()
    page.wait_for_url("**/activities/")
    expect(titles(page)).to_have_count(2)


def test_learner_filters_by_what_is_owed(visitor, two, axe):
    clinical, _ = two
    topics = [{"topic": "opioid prescribing", "amount": "0.50"}]
    CreditOffer.objects.filter(activity=clinical.activity.activity_id).update(topics=topics)
    learner = a_person(profession="physician")
    a_licence(learner, facts={"prescribes": True})
    page = visitor(learner, phone=True, dark=True).open("/activities/")

    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Anything I still owe").check()
    page.wait_for_url("**owed=any**")
    page.get_by_label("Opioid prescribing").check()
    page.wait_for_url("**owed=*opioid**")
    axe(page)
    page.get_by_role("button", name="Show 1 activity").click()

    expect(titles(page)).to_have_count(1)
    expect(titles(page)).to_have_text([clinical.activity.title])


def test_stranger_who_finds_nothing_goes_on_by_topic(visitor, two, axe):
    page = visitor(dark=True).open("/activities/?q=zebra&strand=purple")
    expect(page.get_by_text("strand “purple”")).to_be_visible()
    axe(page)

    page.get_by_role("heading", name="Nothing matches “zebra”").wait_for()
    page.locator(".empty .chip").first.click()
    page.wait_for_url("**topic=**")
    expect(titles(page)).not_to_have_count(0)


def test_learner_keeps_a_search(visitor, two, axe):
    learner = a_person(profession="physician")
    page = visitor(learner, phone=True, scripts=False).open("/activities/?q=blood+pressure")

    page.get_by_role("link", name="Save this search").click()
    page.get_by_label("Name").fill("Pressure")
    page.get_by_role("button", name="Save search").click()
    page.get_by_text("The search “Pressure” is kept.").wait_for()

    page = visitor(learner, dark=True).open("/searches/")
    axe(page)
    page.get_by_role("link", name="Rename: Pressure").click()
    page.get_by_role("heading", name="Rename this search").wait_for()
    axe(page)
    page.get_by_label("Name").fill("Blood pressure")
    page.get_by_role("button", name="Keep the name").click()
    page.get_by_role("link", name="Blood pressure", exact=True).click()
    page.wait_for_url("**/activities/?q=blood+pressure")
    page.get_by_role("link", name="Your searches").click()
    page.get_by_role("link", name="Delete: Blood pressure").click()
    page.get_by_role("button", name="Delete search").wait_for()
    axe(page)
    page.get_by_role("button", name="Delete search").click()
    page.get_by_text("No searches yet").wait_for()
