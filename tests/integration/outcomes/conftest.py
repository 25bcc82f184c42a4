from datetime import timedelta

import pytest
from django.utils import timezone

from outcomes.services import grant_review
from tests.factories.outcomes import a_person, a_provider, a_world, with_history


@pytest.fixture
def world():
    """An activity that eighty people enrolled in."""
    return with_history(a_world(a_provider(), code="told"), learners=80, seed=7)


@pytest.fixture
def accreditor(world):
    """Somebody who may review the provider of `world`."""
    person = a_person(groups=["Accreditor"])
    grant_review(
        accreditor=person,
        provider=world.provider,
        by=None,
        at=timezone.now() - timedelta(days=1),
        until=timezone.now() + timedelta(days=30),
    )
    return person


@pytest.fixture
def reader(client, accreditor):
    """The accreditor's browser."""
    client.force_login(accreditor)
    return client
