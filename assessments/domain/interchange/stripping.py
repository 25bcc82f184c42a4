"""What the sanitizer takes out of HTML, in words: authors are told of it, item by item."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from assessments.domain.interchange.portable import Notes
from common.html import FIGURED, PROTOCOLS

GONE = {
    "script": "A script",
    "style": "A style sheet",
    "iframe": "An embedded page",
    "frame": "An embedded page",
    "object": "An embedded object",
    "embed": "An embedded object",
    "applet": "An embedded object",
    "audio": "A sound",
    "video": "A video",
    "source": "",
    "track": "",
    "svg": "A drawing (SVG)",
    "math": "A formula (MathML)",
    "canvas": "A drawing",
    "form": "A form",
    "input": "A form field",
    "select": "A form field",
    "textarea": "A form field",
    "button": "A button",
    "link": "A link to a style sheet",
    "meta": "A redirection",
    "base": "A base address",
    "template": "A template",
}
STYLING = "Colours, sizes and other styling"
ATTRIBUTES = {"style", "bgcolor", "background", "color", "face", "size"}
ADDRESSES = {"href", "src"}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
BLANKS = re.compile(r"[\x00-\x20]+")


class _Finder(HTMLParser):
    """Gathers the names of what will not stay."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in FIGURED.tags and GONE.get(tag):
            self.found.append(GONE[tag])
        self.found += _attributes(tag, attrs)

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Pass over `<![…>`, about which the parser of the library is particular."""
        return self.rawdata.find(">", i) + 1 or -1


def _attributes(tag: str, attrs: list[tuple[str, str | None]]) -> Iterator[str]:
    for name, value in attrs:
        if name.startswith("on"):
            yield f"A script in “{name[:20]}”"
        elif name in ADDRESSES and (scheme := _foreign_scheme(value or "")):
            yield f"An address that begins with “{scheme}:”"
        elif name in ATTRIBUTES or tag == "font":
            yield STYLING


def _foreign_scheme(address: str) -> str:
    """Return the scheme of an address that may not stay; pictures inside the text have their own note."""
    found = SCHEME.match(BLANKS.sub("", address))
    scheme = found[1].casefold() if found else ""
    return "" if scheme in PROTOCOLS else scheme[:20]


def note_stripped(html: str, notes: Notes) -> None:
    """Note what of HTML does not stay: scripts, forms, sounds, formulas, styling."""
    if "<" not in html:
        return
    finder = _Finder()
    finder.feed(html)
    finder.close()
    for name in finder.found:
        notes.lost(f"{name} did not come across.")
