"""Documents say what is there: links lead somewhere, commands run, words are the code's own."""

import os
import re
import subprocess

import pytest

from lms.settings import BASE_DIR
from tests.architecture.tree import APPS, SOURCES

LISTED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
    cwd=BASE_DIR, capture_output=True, check=False, text=True,
).stdout.split()  # fmt: skip
DOCUMENTS = [BASE_DIR / name for name in LISTED] or sorted(BASE_DIR.glob("[!.]*/**/*.md"))
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]+)")
COMMAND = re.compile(r"\bbin/([a-z]+(?:-[a-z]+)*)")
CITED = re.compile(r"\b(docs/[\w/-]+\.md)\b")
WORD = re.compile(r"^\| (?!word \|)([a-z][a-z ]+) \| \S", re.MULTILINE)


def names(paths) -> list[str]:
    return [str(path.relative_to(BASE_DIR)) for path in paths]


def text_of(name: str) -> str:
    return (BASE_DIR / name).read_text()


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_links_lead_somewhere(document):
    broken = [
        link for link in LINK.findall(document.read_text()) if not (document.parent / link).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_commands_are_there_and_may_be_run(document):
    for name in COMMAND.findall(document.read_text()):
        assert os.access(BASE_DIR / "bin" / name, os.X_OK), name


def test_every_command_is_told_of():
    told = set(COMMAND.findall(text_of("README.md") + text_of("docs/operations.md")))
    kept_inside = {"python"}
    assert {path.name for path in (BASE_DIR / "bin").iterdir()} - kept_inside <= told


def test_management_commands_that_are_told_of_exist():
    there = {path.stem for path in BASE_DIR.glob("*/management/commands/[!_]*.py")}
    from_django = {"migrate", "createsuperuser", "collectstatic", "check"}
    for document in DOCUMENTS:
        told = set(re.findall(r"bin/manage (\w+)", document.read_text()))
        assert told <= there | from_django, document.name


@pytest.mark.parametrize("word", WORD.findall(text_of("docs/glossary.md")))
def test_word_of_the_glossary_is_a_word_of_the_code(word):
    pattern = re.compile(word.replace(" ", "[ _]?"), re.IGNORECASE)
    assert any(pattern.search(path.read_text()) for path in SOURCES)


def test_glossary_is_sorted_and_says_each_word_once():
    words = WORD.findall(text_of("docs/glossary.md"))
    assert words == sorted(set(words))
    assert len(words) > 20


def test_rules_that_the_code_cites_are_written_down():
    cited = {name for path in SOURCES for name in CITED.findall(path.read_text())}
    assert {name for name in cited if not (BASE_DIR / name).is_file()} == set()


def test_map_of_folders_is_the_tree():
    readme = text_of("README.md").split("## Map")[1]
    told = set(re.findall(r"\b(\w+)/(?=\s)", readme))
    assert told == {*APPS, "templates", "static", "tests", "docs"}


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(path.name[:4]) for path in sorted((BASE_DIR / "docs/decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    "document", sorted((BASE_DIR / "docs/decisions").glob("*.md")), ids=lambda path: path.stem
)
def test_decision_says_why_and_what_was_rejected(document):
    text = document.read_text().lower()
    for part in ("context", "decision", "consequences", "rejected"):
        assert part in text
