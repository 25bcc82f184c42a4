"""The plan: which activities close what is owed, in words, and what stays open."""

import sys
from datetime import timedelta
from subprocess import run

import pytest

from credits.domain.planner import Candidate, Need, plan
from credits.models import AcceptanceRule, CreditOffer, CreditType
from tests.factories.authoring import signed_in
from tests.factories.licences import NOW, TODAY, a_licence, a_requirement
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage

BUDGET = 15


@pytest.fixture
def learner():
    return a_person(profession="physician")


@pytest.fixture
def browser(learner):
    return signed_in(learner)


def page_of(browser):
    answer = browser.get("/owed/plan/")
    assert answer.status_code == 200
    return answer.content.decode()


def on(stage, topic, amount="1.00"):
    offers = CreditOffer.objects.filter(activity=stage.activity.activity_id)
    offers.update(topics=[{"topic": topic, "amount": amount}])


def asking(quantity):
    clause = {"kind": "topic", "key": "opioid", "title": "Opioids", "quantity": quantity}
    credit = {"topics": ["opioid prescribing"]}
    return {
        "cycle": {"months": 24, "anchor": "expiry"},
        "categories": ["cat1"],
        "clauses": [{**clause, "credit": credit}],
    }


def test_nothing_held_and_nothing_short_say_so(browser, learner):
    assert "No licences yet" in page_of(browser)
    a_licence(learner, a_requirement("easy", body=asking(1)), facts={})
    on(stage := a_stage(), "opioid prescribing")
    assert stage.activity.title in page_of(browser)


def test_pick_says_what_it_closes_and_leads_to_the_activity(browser, learner):
    fitting, other = a_stage(), a_stage()
    on(fitting, "opioid prescribing")
    for slug in ("first", "second"):
        a_licence(learner, a_requirement(slug, body=asking(1), authority=f"Board {slug}"))
    page = page_of(browser)
    assert "1 activity," in page
    assert "close everything that is short" in page
    assert (
        "<b>1 hour</b> of Opioids (Board first) and <b>1 hour</b> of Opioids (Board second)" in page
    )
    assert f'href="/activities/{fitting.activity.code}/"' in page
    assert other.activity.title not in page
    assert "Proven" in page


def test_what_the_catalogue_cannot_close_stays_open_with_the_reason(browser, learner):
    a_licence(learner, a_requirement(body=asking(5)))
    assert "nothing for it" in page_of(browser)
    on(a_stage(), "opioid prescribing")
    page = page_of(browser)
    assert "<b>4 hours</b> of Opioids" in page
    assert "no more for it" in page


def test_plan_promises_no_more_than_a_board_accepts(browser, learner):
    a_licence(learner, a_requirement(body=asking(5)))
    for _number in range(2):
        on(a_stage(), "opioid prescribing")
    assert "<b>3 hours</b> of Opioids" in page_of(browser)
    AcceptanceRule.objects.update(cap="1.50")
    assert "<b>3.5 hours</b> of Opioids" in page_of(browser)


def test_activity_taken_before_is_not_planned_again(browser, learner):
    stage = a_stage()
    a_licence(learner, a_requirement(body=asking(5)))
    stage.pass_(stage.ready(learner))
    on(stage, "opioid prescribing")
    assert f"/activities/{stage.activity.code}/" not in page_of(browser)


@pytest.mark.parametrize(
    "over",
    [
        {"valid_from": TODAY + timedelta(days=2)},
        {"valid_until": TODAY - timedelta(days=2)},
        {"withdrawn_at": NOW},
    ],
)
def test_offer_that_does_not_hold_today_is_not_planned(browser, learner, over):
    on(stage := a_stage(), "opioid prescribing")
    a_licence(learner, a_requirement(body=asking(1)))
    assert stage.activity.title in page_of(browser)
    CreditOffer.objects.filter(activity=stage.activity.activity_id).update(**over)
    assert "nothing for it" in page_of(browser)


def test_what_is_overdue_is_said_to_have_been_due(browser, learner):
    clause = asking(12)["clauses"][0] | {"window": {"kind": "once", "by_months": 48}}
    a_licence(learner, a_requirement(body=asking(1) | {"clauses": [clause]}))
    on(a_stage(), "opioid prescribing")
    page = page_of(browser)
    assert "was due on" in page
    assert "Was due on" in browser.get("/owed/").content.decode()


def test_what_is_for_other_professions_is_not_planned():
    on(a_stage(), "opioid prescribing")
    CreditType.objects.update(professions=["physician"])
    dentist = a_person(profession="dentist")
    a_licence(dentist, a_requirement(body=asking(1)))
    assert "nothing for it" in page_of(signed_in(dentist))


@pytest.mark.parametrize("size", [1, 4])
def test_plan_costs_few_queries(browser, learner, size, django_assert_max_num_queries):
    for number in range(size):
        on(a_stage(), "opioid prescribing")
        a_licence(learner, a_requirement(f"board-{number}", body=asking(1)))
    page_of(browser)
    with django_assert_max_num_queries(BUDGET):
        page_of(browser)


def test_solver_is_loaded_when_somebody_plans_and_not_before():
    code = "import sys, credits.domain.planner; sys.exit('scipy' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0


def test_ten_licences_against_five_hundred_activities_leave_nothing_open():
    needs = [
        Need((licence, clause), f"Clause {clause}", 2 + clause, "hours", TODAY + timedelta(days=90))
        for licence in range(10)
        for clause in range(6)
    ]
    candidates = [
        Candidate(
            number,
            f"Activity {number}",
            15 + number % 7 * 15,
            {need.key: 1 + number % 3 for need in needs if (number + need.key[1]) % 5 == 0},
        )
        for number in range(500)
    ]
    assert plan(needs, candidates).open == ()
