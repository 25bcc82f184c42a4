"""Apps are few, each says in one sentence what it owns, and every list of them is the same."""

import ast
import re
from importlib import import_module

import pytest
from django.conf import settings

from tests.architecture.tree import APPS, PROJECT, SOURCES, name_of

OUTSIDE = {"lms"}  # the project itself, which owns no business word
LONGEST = 400
DOORS = {"services", "queries", "permissions", "models", "domain"}


def lines_of(path):
    return path.read_text().splitlines()


def test_every_app_is_installed():
    ours = [app.split(".")[0] for app in settings.INSTALLED_APPS]
    assert set(APPS) - OUTSIDE <= set(ours)


def test_every_tool_looks_at_every_app():
    assert set(PROJECT["mypy"]["files"]) == set(APPS)
    assert set(PROJECT["coverage"]["run"]["source"]) == set(APPS)
    order = next(c for c in PROJECT["importlinter"]["contracts"] if c["id"] == "apps")
    assert sorted(order["layers"]) == sorted(APPS)


def test_architecture_lists_the_apps_in_their_order():
    order = next(c for c in PROJECT["importlinter"]["contracts"] if c["id"] == "apps")["layers"]
    text = (settings.BASE_DIR / "docs/architecture.md").read_text()
    assert re.sub(r"[\s`>]+", " ", " → ".join(order)) in re.sub(r"[`>]", "", text)


@pytest.mark.parametrize("app", APPS)
def test_app_says_in_one_sentence_what_it_owns(app):
    sentence = import_module(app).__doc__
    assert re.fullmatch(r"[A-Z][^.]*\.", sentence), sentence


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_module_opens_with_a_sentence_and_stays_short(path):
    lines = lines_of(path)
    if any(lines):
        assert lines[0].startswith('"""'), "it says nothing about itself"
    assert len(lines) <= LONGEST, "split it by noun"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_module_leaves_nothing_for_later(path):
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", path.read_text())


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("app", sorted(set(APPS) - OUTSIDE))
def test_other_apps_come_in_by_the_doors(app):
    """`common` has no doors: everything there is for everybody. `lms` puts the rest together."""
    behind = [
        f"{name_of(path)}: {name}"
        for path in SOURCES
        if name_of(path).startswith(f"{app}/")
        for name in imported(path)
        if name.split(".")[0] in set(APPS) - {app, "common"} and name.split(".")[1] not in DOORS
    ]
    assert behind == []
