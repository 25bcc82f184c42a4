"""A kind of question is three files: its rules, its form for authors, its form for learners."""

import os
import shutil
import subprocess
import sys
from pkgutil import iter_modules
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from assessments.blocks import InteractionBlock
from assessments.domain import items
from lms.settings import BASE_DIR
from tests.architecture.tree import SOURCES, TEMPLATES, name_of

NEW_KIND = BASE_DIR / "tests/architecture/new_kind"
PLAIN_MODULES = {
    "base",
    "boxes",
    "features",
    "gaps",
    "marked",
    "menus",
    "options",
    "panelled",
    "pictured",
}
SETTINGS = """
from tests.settings import *
from tests.settings import TEMPLATES

TEMPLATES[0]["DIRS"].insert(0, {templates!r})
"""


def test_every_kind_has_its_three_files():
    modules = {found.name for found in iter_modules(items.__path__)} - PLAIN_MODULES
    templates = {path.stem for path in (TEMPLATES / "assessments/items").glob("[!_]*.html")}
    assert set(items.KINDS) == modules == set(InteractionBlock().child_blocks) == templates


def test_no_module_asks_which_kind_it_has():
    """What differs between kinds stands in the kind; the demo alone writes words for each.

    File formats have words of their own for kinds, some of them the same.
    """
    own = (
        "assessments/domain/items/",
        "assessments/domain/interchange/",
        "assessments/blocks/",
        "common/",
        "lms/demo/",
    )
    asking = [
        f"{name_of(path)}: {kind}"
        for path in SOURCES
        if not name_of(path).startswith(own)
        for kind in items.KINDS
        if f'"{kind}"' in path.read_text()
    ]
    assert asking == []


@pytest.mark.django_db(transaction=True)
def test_new_kind_is_authored_answered_graded_and_reported(tmp_path):
    add_kind(tmp_path)
    done = subprocess.run(
        [sys.executable, NEW_KIND / "walk.py"],
        cwd=tmp_path,
        env=surroundings(tmp_path),
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip().endswith("walked"), done.stdout + done.stderr


def add_kind(folder) -> None:
    """Copy the app and add nothing but the kind's files."""
    shutil.copytree(
        BASE_DIR / "assessments",
        folder / "assessments",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy(NEW_KIND / "one_word.py", folder / "assessments/domain/items/one_word.py")
    shutil.copy(NEW_KIND / "block.py", folder / "assessments/blocks/one_word.py")
    templates = folder / "templates"
    (templates / "assessments/items").mkdir(parents=True)
    shutil.copy(NEW_KIND / "one_word.html", templates / "assessments/items/one_word.html")
    (folder / "surroundings.py").write_text(SETTINGS.format(templates=str(templates)))


def surroundings(folder) -> dict[str, str]:
    """Return an environment with this test's database, where the copy hides the app itself."""
    to = connection.settings_dict
    password = f":{quote(to['PASSWORD'])}" if to["PASSWORD"] else ""
    host = quote(str(to["HOST"]), safe="")
    port = f":{to['PORT']}" if to["PORT"] else ""
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{to['USER']}{password}@{host}{port}/{to['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "SIGNING_KEYS": ",".join(settings.SIGNING_KEYS),
        "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS),
        "DJANGO_SETTINGS_MODULE": "surroundings",
        "PYTHONPATH": f"{folder}{os.pathsep}{BASE_DIR}",
    }
