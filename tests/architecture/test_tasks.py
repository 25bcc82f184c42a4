"""Every task that is asked for by name exists, and every task is asked for."""

import re

import pytest
from celery import current_app
from django.conf import settings

from tests.architecture.tree import APPS, SOURCES

NAMED = re.compile(r"\"((?:" + "|".join(APPS) + r")\.tasks\.\w+)\"")


@pytest.fixture(scope="module")
def registered() -> set[str]:
    """Load tasks as a worker does."""
    current_app.loader.import_default_modules()
    return {name for name in current_app.tasks if name.split(".")[0] in APPS}


@pytest.fixture(scope="module")
def asked_for() -> set[str]:
    return {name for path in SOURCES for name in NAMED.findall(path.read_text())}


def test_tasks_are_registered_and_asked_for(registered, asked_for):
    assert registered
    assert registered == asked_for


def test_schedule_names_tasks_that_exist(registered):
    assert {row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values()} <= registered


def test_tasks_are_only_asked_for_by_name(registered):
    """A task is an edge: nothing below imports it, so nothing can call `.delay` on it."""
    importing = [
        str(path)
        for path in SOURCES
        if re.search(r"\.(?:delay|apply_async)\(|import .*\btasks\b", path.read_text())
    ]
    assert importing == []
