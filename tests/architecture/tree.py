"""What the tree holds, for tests about its order."""

import tomllib
from importlib import import_module
from pkgutil import walk_packages

from lms.settings import BASE_DIR

PROJECT = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["tool"]
APPS = PROJECT["importlinter"]["root_packages"]
SOURCES = sorted(
    path
    for app in APPS
    for path in (BASE_DIR / app).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = BASE_DIR / "templates"
NOT_FOR_IMPORT = ("migrations", "__main__", "lms.bench.bare")


def name_of(path) -> str:
    return str(path.relative_to(BASE_DIR))


def modules():
    """Import every module of every app and yield it."""
    for app in APPS:
        package = import_module(app)
        yield package
        for found in walk_packages(package.__path__, prefix=f"{app}."):
            if not any(part in found.name for part in NOT_FOR_IMPORT):
                yield import_module(found.name)
