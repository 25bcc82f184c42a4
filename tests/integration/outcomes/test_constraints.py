"""Each constraint of `outcomes` broken on purpose, past every check in Python."""

from datetime import timedelta

import pytest
from django.utils import timezone

from outcomes.models import ReviewGrant
from tests.factories.outcomes import a_person, a_provider
from tests.refusals import change, insert_copy, refused


@pytest.fixture
def grant() -> ReviewGrant:
    return ReviewGrant.objects.create(
        accreditor=a_person(), provider=a_provider(), granted_at=timezone.now()
    )


def test_accreditor_has_one_grant_for_a_provider(grant):
    with refused("outcomes_reviewgrant_once_per_provider"):
        insert_copy(grant)


def test_grant_ends_after_it_begins(grant):
    for until in (grant.granted_at, grant.granted_at - timedelta(days=1)):
        with refused("outcomes_reviewgrant_ends_after_it_begins"):
            change(grant, until=until)
