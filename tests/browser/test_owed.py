"""A learner adds a licence, answers its question, reads what is short, and plans the way."""

from datetime import date, timedelta

from credits.models import CreditOffer
from tests.browser.learner import Learner
from tests.factories.licences import a_requirement
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage


def test_learner_finds_out_what_is_owed_and_plans(visitor, axe):
    stage = a_stage()
    offers = CreditOffer.objects.filter(activity=stage.activity.activity_id)
    offers.update(topics=[{"topic": "opioid prescribing", "amount": "1.00"}])
    a_requirement()
    learner = Learner(visitor(a_person(profession="physician"), phone=True))
    page = learner.visitor.open("/owed/")
    learner.follow("Add a licence")
    page.get_by_label("Licence or certification").select_option(
        label="Example Board: Example licence"
    )
    page.get_by_label("Expires on").fill(str(date.today() + timedelta(days=60)))
    learner.press("Add licence")
    learner.says("10 more hours needed")
    axe(page)
    page.get_by_role("group", name="Do you prescribe medicines?").get_by_label("Yes").check()
    learner.press("Keep answers")
    learner.says("2 more hours needed")
    learner.follow("Plan the shortest way")
    learner.says("Closes")
    learner.says("of Opioid prescribing (Example Board)")
    axe(page)
    learner.follow("Enrol")
    assert page.url.endswith(f"/activities/{stage.activity.code}/")
