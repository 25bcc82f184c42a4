"""A prepared queryset gives what the queryset gives, and writes its SQL once."""

from datetime import date

import pytest
from django.db.models import Count

from accounts.models import User
from assessments.models import Answer
from common.prepared import DAY, ID, TEXT, Prepared
from courses.models import ActivityPage
from credits.models import CreditOffer
from learners.models import Enrolment, Sitting
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, answer_all


@pytest.fixture
def stage():
    return a_stage(credits=["ama_pra_1"])


@pytest.fixture
def sitting(stage):
    sitting = stage.ready()
    answer_all(sitting)
    return sitting


def same(found, wanted):
    """Whether two instances hold the same in every field, those not loaded included."""
    return vars(found).keys() >= vars(wanted).keys() - {"_state"} and all(
        getattr(found, name) == value for name, value in vars(wanted).items() if name != "_state"
    )


def test_instances_come_with_related_ones(sitting, django_assert_num_queries):
    def own(learner, pk):
        rows = Sitting.objects.filter(enrolment__learner=learner, pk=pk)
        return rows.select_related("attempt", "enrolment__learner")

    prepared, learner = Prepared(own, ID, ID), sitting.enrolment.learner
    wanted = own(learner.pk, sitting.pk).get()
    with django_assert_num_queries(1):
        found = prepared.first(learner.pk, sitting.pk)
        assert same(found, wanted)
        assert same(found.attempt, wanted.attempt)
        assert same(found.enrolment.learner, wanted.enrolment.learner)
    assert prepared.first(a_person().pk, sitting.pk) is None


def test_a_missing_related_row_is_known_to_be_missing(sitting, django_assert_num_queries):
    prepared = Prepared(lambda pk: Enrolment.objects.filter(pk=pk).select_related("completion"), ID)
    with django_assert_num_queries(1):
        assert not hasattr(prepared.first(sitting.enrolment_id), "completion")


def test_annotations_are_attributes(sitting):
    prepared = Prepared(
        lambda pk: User.objects.filter(pk=pk).annotate(times=Count("enrolments")), ID
    )
    assert prepared.first(sitting.enrolment.learner_id).times == 1


def test_values_are_tuples_with_json_read(sitting):
    def saved(attempt):
        rows = Answer.objects.filter(attempt=attempt).order_by("position")
        return rows.values_list("position", "response", "saved_at")

    prepared = Prepared(saved, ID)
    assert prepared.rows(sitting.attempt_id) == list(saved(sitting.attempt_id))
    assert isinstance(prepared.first(sitting.attempt_id)[1], dict)


def test_flat_values_and_days(stage):
    def offers(on, activity):
        rows = CreditOffer.objects.filter(
            activity=activity, valid_from__lte=on, valid_until__gte=on
        )
        return rows.values_list("pk", flat=True)

    prepared, activity = Prepared(offers, DAY, ID), stage.activity
    assert prepared.rows(activity.released_on, activity.activity_id) == list(
        offers(activity.released_on, activity.activity_id)
    )
    assert prepared.rows(date(1999, 1, 1), activity.activity_id) == []


def test_words_are_looked_up(stage):
    prepared = Prepared(lambda code: ActivityPage.objects.filter(code=code), TEXT)
    assert prepared.first(stage.activity.code).pk == stage.activity.activity_id
    assert prepared.first("o'clock %s") is None


def test_a_key_too_large_for_its_column_finds_nothing():
    prepared = Prepared(lambda pk: User.objects.filter(pk=pk), ID)
    assert [prepared.first(2**63), prepared.first(2**63 - 1)] == [None, None]


def test_the_queryset_is_built_once(sitting):
    built = []

    def one(pk):
        built.append(pk)
        return Sitting.objects.filter(pk=pk)

    prepared = Prepared(one, ID)
    assert [prepared.first(sitting.pk).pk, prepared.first(0)] == [sitting.pk, None]
    assert len(built) == 1


def test_a_value_that_does_not_reach_the_sql_is_refused():
    with pytest.raises(ValueError, match="does not reach"):
        Prepared(lambda pk: User.objects.filter(pk=int(pk > 0)), ID).first(1)


def test_a_queryset_of_dictionaries_is_refused():
    with pytest.raises(TypeError, match="ValuesIterable"):
        Prepared(lambda pk: User.objects.filter(pk=pk).values("email"), ID).first(1)
