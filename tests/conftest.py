"""What every test shares: a database of its own, clean files, cache and mail."""

import os
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.conf import settings
from django.test import TransactionTestCase, override_settings
from hypothesis import settings as examples
from redis import Redis

from common.frozen import forget_everything
from tests import databases

# Rules are tested with the same examples every time, however busy the machine is
examples.register_profile("steady", deadline=None, derandomize=True)
examples.load_profile("steady")
DATABASE = f"attend_test_{os.getpid()}"
# The slowest first: what is left for the end is small, so that no worker waits long for another
ORDER = ("browser", "integration", "architecture", "unit")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the folder give the mark: integration tests reach the database, browser tests commit."""
    for item in items:
        folder = databases.folder_of(item.path)
        if folder == "browser":
            item.add_marker(pytest.mark.django_db(transaction=True))
        elif folder == "integration" and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db)
    items.sort(key=lambda item: ORDER.index(databases.folder_of(item.path)))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """Copy the migrated template; after a test that committed, copy it anew."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        databases.create_copy(DATABASE)
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda _self: databases.create_copy(DATABASE)
        )
        yield
        databases.drop_copy(DATABASE)


@pytest.fixture(scope="session", autouse=True)
def uploads(tmp_path_factory) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(scope="session")
def broker() -> Iterator[Redis]:
    with closing(Redis.from_url(settings.REDIS_URL)) as link:
        yield link


@pytest.fixture(autouse=True)
def empty_cache(request) -> None:
    """Forget what the test before cached or queued; unit tests reach no server."""
    if databases.folder_of(request.path) in {"integration", "browser"}:
        link = request.getfixturevalue("broker")
        if keys := list(link.scan_iter(f"test-{settings.WORKER}[-:]*")):
            link.delete(*keys)
        forget_everything()
