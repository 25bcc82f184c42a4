"""The settings, their example and their documentation name the same variables."""

import re

from lms.settings import BASE_DIR

READ = re.compile(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"")
SET = re.compile(r"^(?:# )?([A-Z_]+)=", re.MULTILINE)
EXPLAINED = re.compile(r"^\| `([A-Z_]+)`", re.MULTILINE)


def found(pattern: re.Pattern[str], path: str) -> set[str]:
    return set(pattern.findall((BASE_DIR / path).read_text()))


def test_example_lists_every_variable_that_the_settings_read():
    assert found(SET, ".env.example") == found(READ, "lms/settings.py")


def test_documentation_explains_every_variable_that_the_settings_read():
    documentation = (BASE_DIR / "docs/configuration.md").read_text()
    for_the_site = documentation.split("## Only for the commands")[0]
    assert set(EXPLAINED.findall(for_the_site)) == found(READ, "lms/settings.py")


def test_documentation_explains_every_variable_that_the_commands_read():
    asked = re.compile(r"environ(?:ment)?(?:\.get\(|\[)\"([A-Z_]+)\"")
    read = {
        name
        for path in (BASE_DIR / "lms/stack").glob("*.py")
        for name in found(asked, str(path.relative_to(BASE_DIR)))
    }
    documentation = (BASE_DIR / "docs/configuration.md").read_text()
    assert read <= set(re.findall(r"`([A-Z_]+)`", documentation))
