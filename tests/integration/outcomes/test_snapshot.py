import pytest
from django.db import InternalError, connection, transaction
from django.utils import timezone

from accounts.models import User
from courses.queries import frozen_activity
from outcomes.domain.cohort import Cohort
from outcomes.queries import held, outcome_report
from outcomes.queries.snapshot import snapshot
from tests.factories.outcomes import a_person, a_provider, a_world, with_history


@pytest.mark.django_db(transaction=True)
def test_a_report_reads_one_state_and_can_write_nothing():
    with snapshot(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)
        with pytest.raises(InternalError, match="read-only"), transaction.atomic():
            a_person()
    assert a_person().pk
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("read committed",)


def test_inside_a_transaction_the_snapshot_adds_nothing():
    with snapshot():
        assert User.objects.count() == 0
        assert a_person().pk


class Sized:
    """A report of nothing but its size."""

    def __init__(self, enrolled):
        self.enrolled = enrolled


@pytest.mark.parametrize(
    ("people", "times_computed"), [(held.HELD_FROM - 1, 2), (held.HELD_FROM, 1)]
)
def test_a_large_report_is_held_and_a_small_one_is_not(people, times_computed):
    computed = []

    def compute():
        computed.append(people)
        return Sized(people)

    for _ in range(2):
        assert held.held(f"a report on {people}", compute).enrolled == people
    assert len(computed) == times_computed


def test_a_held_report_says_of_when_it_is(monkeypatch):
    monkeypatch.setattr(held, "HELD_FROM", 1)
    world = with_history(a_world(a_provider()), learners=5, seed=1)
    frozen = frozen_activity(world.version.pk)
    first = outcome_report(frozen, Cohort(), at=timezone.now())
    with_history(world, learners=5, seed=2)
    again = outcome_report(frozen, Cohort(), at=timezone.now())
    assert (again.cut_off, again.enrolled) == (first.cut_off, 5)
    assert again == first
    nurses = outcome_report(frozen, Cohort(profession="nurse"), at=timezone.now())
    assert nurses.cut_off > first.cut_off
