"""Each constraint on requirements, licences and what learners bring, broken past every check."""

from datetime import timedelta

import pytest

from credits.models import AcceptanceRule, CalendarFeed, Reminder, ReminderWish
from credits.services import ensure_requirements
from tests.factories.licences import NOW, TODAY, a_licence, a_requirement, an_external
from tests.factories.outcomes import a_person
from tests.refusals import assert_append_only, change, insert_copy, refused

A_DAY = timedelta(days=1)


@pytest.fixture
def version():
    return a_requirement().versions.get()


@pytest.fixture
def rule():
    ensure_requirements(at=NOW)
    return AcceptanceRule.objects.get(credit_type="ama_pra_1")


def test_requirement_stands_once_for_a_credential(version):
    with refused("credits_requirement_once_per_credential"):
        insert_copy(version.requirement, slug="again")


def test_versions_of_a_requirement_have_numbers_of_their_own(version):
    with refused("credits_requirementversion_number_once"):
        insert_copy(version)


def test_version_ends_after_it_begins(version):
    with refused("credits_requirementversion_ends_after_it_begins"):
        insert_copy(version, number=2, effective_to=version.effective_from - A_DAY)


def test_version_has_a_source(version):
    with refused("credits_requirementversion_has_a_source"):
        insert_copy(version, number=2, source="")


def test_version_says_how_sure_it_is(version):
    with refused("credits_requirementversion_confidence_known"):
        insert_copy(version, number=2, confidence="guessed")


def test_versions_are_never_changed(version):
    assert_append_only(version)


def test_acceptance_counts_something(rule):
    with refused("credits_acceptancerule_factor_positive"):
        change(rule, factor=0)


def test_cap_of_an_acceptance_lets_something_through(rule):
    with refused("credits_acceptancerule_cap_positive"):
        change(rule, cap=0)


def test_acceptance_ends_after_it_begins(rule):
    with refused("credits_acceptancerule_ends_after_it_begins"):
        change(rule, valid_from=TODAY, valid_until=TODAY - A_DAY)


def test_acceptance_stands_once_from_a_day_on(rule):
    with refused("credits_acceptancerule_once"):
        insert_copy(rule)


def test_learner_holds_a_licence_once():
    licence = a_licence()
    with refused("credits_licence_once_per_requirement"):
        insert_copy(licence)


def test_licence_expires_after_it_was_issued():
    licence = a_licence()
    with refused("credits_licence_expires_after_issue"):
        change(licence, issued_on=licence.expires_on)


def test_external_credit_is_more_than_nothing():
    with refused("credits_externalcredit_amount_positive"):
        change(an_external(), amount=0)


def test_external_credit_is_of_a_known_kind():
    with refused("credits_externalcredit_kind_known"):
        change(an_external(), kind="magic")


def test_external_credit_has_a_title():
    with refused("credits_externalcredit_has_a_title"):
        change(an_external(), title="")


def test_external_credit_is_listed_once():
    credit = an_external()
    with refused("credits_externalcredit_once"):
        insert_copy(credit)


def test_wished_days_are_those_that_there_are():
    wish = ReminderWish.objects.create(learner=a_person())
    with refused("credits_reminderwish_days_known"):
        change(wish, days=[90, 3])


def test_reminder_of_a_deadline_is_made_once():
    reminder = Reminder.objects.create(
        licence=a_licence(), due_on=TODAY, days_before=30, made_at=NOW
    )
    with refused("credits_reminder_once"):
        insert_copy(reminder)
    with refused("credits_reminder_claimed_before_sent"):
        change(reminder, claimed_at=NOW, sent_at=NOW - A_DAY)


def test_address_of_a_calendar_cannot_be_guessed():
    feed = CalendarFeed.objects.create(learner=a_person(), token="x" * 43, made_at=NOW)
    with refused("credits_calendarfeed_token_is_long"):
        change(feed, token="short")
    with refused("credits_calendarfeed_token_key"):
        insert_copy(feed, learner=a_person())
