"""Every template is used, and every template that is named exists."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from wagtail.models import get_page_models

from tests.architecture.tree import SOURCES, TEMPLATES

NAMED = re.compile(r"""["']([\w/.{}-]+\.(?:html|txt))["']""")
PUT_TOGETHER = re.compile(r'"([\w/]+/)"\|add:[\w.]+\|add:"\.html"')
HANDLERS = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
OURS = {str(path.relative_to(TEMPLATES)): path for path in TEMPLATES.rglob("*.*")}
OURS = {name: path for name, path in OURS.items() if path.suffix in {".html", ".txt"}}


def names_in(paths) -> set[str]:
    texts = [path.read_text() for path in paths]
    named = {name for text in texts for name in NAMED.findall(text)}
    return named | {f"{folder}{{}}.html" for text in texts for folder in PUT_TOGETHER.findall(text)}


def as_pattern(name: str) -> re.Pattern[str]:
    """Let what stands in braces be any word: `pages/{name}.html`."""
    return re.compile(re.sub(r"\\\{[^}]*\\\}", r"[\\w-]+", re.escape(name)))


def replaced() -> set[str]:
    """Return the names of templates that installed packages bring and look for."""
    folders = [Path(folder) for folder in get_app_template_dirs("templates")]
    return {name for name in OURS for folder in folders if (folder / name).is_file()}


def of_pages() -> set[str]:
    return {model.template for model in get_page_models() if model.template}


def test_every_template_is_used():
    named = names_in([*SOURCES, *OURS.values()])
    patterns = [as_pattern(name) for name in named]
    asked_for = {name for name in OURS for pattern in patterns if pattern.fullmatch(name)}
    assert set(OURS) - asked_for - HANDLERS - replaced() - of_pages() == set()


def test_every_template_that_is_named_exists():
    named = names_in([*SOURCES, *OURS.values()])
    everything = {
        str(path.relative_to(folder))
        for folder in [TEMPLATES, *map(Path, get_app_template_dirs("templates"))]
        for path in folder.rglob("*.*")
    }
    in_folders = {name for name in named if "/" in name}
    missing = {n for n in in_folders if not any(map(as_pattern(n).fullmatch, everything))}
    assert missing == set()


@pytest.mark.parametrize("name", sorted(OURS))
def test_template_can_be_read(name):
    get_template(name)
