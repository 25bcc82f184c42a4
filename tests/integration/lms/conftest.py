"""Places for the embedded stack, tidied away whatever a test does to them."""

import os
import shutil
from collections.abc import Iterator

import pytest

from lms.stack import servers, supervisor
from lms.stack.places import Place, place_at

FOR_TESTS = (
    "DATABASE_URL",
    "REDIS_URL",
    "ATTEND_DATA_DIR",
    "SECRET_KEY",
    "SIGNING_KEYS",
    "ENCRYPTION_KEYS",
    "DJANGO_SETTINGS_MODULE",
)


@pytest.fixture
def bare(monkeypatch) -> None:
    """Take away what the environment of the tests says about servers and settings."""
    for name in FOR_TESTS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def place(bare, tmp_path) -> Iterator[Place]:
    """Return a place in a private folder whose path is long and has spaces."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    made = place_at(private / f"a folder with spaces and {'a long name' * 8}")
    yield made
    supervisor.end_programs(made)
    servers.stop(made)
    if os.geteuid() == 0:
        shutil.rmtree(made.database.parent)
