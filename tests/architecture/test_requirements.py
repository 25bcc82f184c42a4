"""What runs is what we chose: pinned, hashed, and from no named registry."""

import re

import pytest

from lms.settings import BASE_DIR

LOCKS = {
    "requirements.lock": ["requirements.txt"],
    "requirements-dev.lock": ["requirements.txt", "requirements-dev.txt"],
}
PINNED = re.compile(r"^([a-z0-9.-]+)==(\S+)(.*?)(?=^[a-z0-9]|\Z)", re.MULTILINE | re.DOTALL)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version, _rest in PINNED.findall((BASE_DIR / lock).read_text()):
        found.setdefault(name, set()).add(version)
    return found


def lines(path: str) -> list[str]:
    return [line for line in (BASE_DIR / path).read_text().splitlines() if line[:1].isalnum()]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_registry(lock):
    assert not re.search(r"https?:|file:|--index|--extra|--find", (BASE_DIR / lock).read_text())


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock):
    for name, _version, rest in PINNED.findall((BASE_DIR / lock).read_text()):
        assert "--hash=sha256:" in rest, name


@pytest.mark.parametrize(("lock", "chosen"), LOCKS.items())
def test_every_choice_is_locked(lock, chosen):
    names = {normal(re.split(r"[\[~=<> ]", line)[0]) for path in chosen for line in lines(path)}
    assert names <= set(pins(lock))


@pytest.mark.parametrize("path", ["requirements.txt", "requirements-dev.txt"])
def test_every_choice_has_its_reason_beside_it(path):
    assert [line for line in lines(path) if not re.search(r"\s# \S", line)] == []


def test_tests_run_what_production_runs():
    production, tests = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: tests[name] for name in production} == production
