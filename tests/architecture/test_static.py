"""House rules of style sheets, scripts, icons and templates that a machine can hold."""

import gzip
import hashlib
import json
import re

import pytest
from django.conf import settings

from tests.architecture.tree import SOURCES, name_of

STATIC = settings.BASE_DIR / "static"
CSS = STATIC / "css"
TEMPLATES = settings.BASE_DIR / "templates"
SHEETS = sorted(CSS.rglob("*.css"))
PAGES = sorted(TEMPLATES.rglob("*.html"))
OWN_PAGES = [path for path in PAGES if "cms" not in path.parts]  # Wagtail has icons of its own
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", re.IGNORECASE)
VENDORED = json.loads((STATIC / "vendor/manifest.json").read_text())["files"]


def names(paths):
    return [str(path.relative_to(settings.BASE_DIR)) for path in paths]


@pytest.mark.parametrize("entry", VENDORED, ids=lambda entry: entry["file"])
def test_vendored_file_is_the_one_that_was_looked_at(entry):
    content = (STATIC / "vendor" / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert (STATIC / "vendor" / entry["licence_file"]).is_file()
    assert entry["version"]


def test_every_vendored_script_is_listed():
    listed = {entry["file"] for entry in VENDORED}
    assert {path.name for path in (STATIC / "vendor").glob("*.js")} == listed


def test_site_sheet_imports_every_file_once():
    imported = re.findall(r'@import url\("([^"]+)"\)', (CSS / "site.css").read_text())
    ours = [path for path in SHEETS if path.parent.name != "cms" and path.name != "site.css"]
    files = [str(path.relative_to(CSS)) for path in ours]
    assert sorted(imported) == sorted(files)


@pytest.mark.parametrize(
    "path", [p for p in SHEETS if p.name != "tokens.css"], ids=lambda p: p.name
)
def test_colours_are_written_in_tokens_alone(path):
    text = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", path.read_text(), flags=re.DOTALL)
    assert not COLOUR.findall(text)


@pytest.mark.parametrize("path", [p for p in SHEETS if p.name != "fonts.css"], ids=lambda p: p.name)
def test_imported_sheets_load_no_file(path):
    addresses = re.findall(r"url\(\"?([^)\"]*)", re.sub(r"@import[^;]*;", "", path.read_text()))
    assert [address for address in addresses if not address.startswith("#")] == []


@pytest.mark.parametrize("path", PAGES, ids=names(PAGES))
def test_template_has_no_inline_style_or_script(path):
    text = re.sub(
        r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL
    )
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag


@pytest.mark.parametrize(
    "path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda p: p.name
)
def test_component_opens_with_its_variables(path):
    assert re.match(r"{# .+\. #}\n", path.read_text())


def test_every_icon_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img/icons.svg").read_text()))
    used = {
        name
        for path in OWN_PAGES
        for name in re.findall(r'{% icon "([^"]+)"|\bicon="([^"]+)"', path.read_text())
        for name in name
        if name
    }
    used |= {name for path in SCRIPTS for name in re.findall(r'icon: "([^"]+)"', path.read_text())}
    assert used
    assert used <= sprite


def test_scripts_stay_small():
    """All together, as they are sent; a page loads those that it uses."""
    assert sum(len(gzip.compress(path.read_bytes())) for path in SCRIPTS) < 30_000


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_runs_under_the_content_security_policy(path):
    assert not re.search(
        r"\beval\(|new Function|innerHTML|outerHTML|document\.write", path.read_text()
    )


def test_bleach_has_one_home():
    importing = [
        name_of(path)
        for path in SOURCES
        if re.search(r"^\s*(?:import|from) bleach\b", path.read_text(), re.MULTILINE)
    ]
    assert importing == ["common/html.py"]
