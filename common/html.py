"""The one place that cleans HTML which people wrote; nothing else imports bleach.

Clean when saving, not when showing. Plain text is not cleaned, templates escape it: cleaning would
turn "p<0.05" into entities.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

import bleach
import nh3

EMBED = re.compile(r'<embed((?:\s+[\w-]+="[^"]*")*)\s*>')
PROTOCOLS = frozenset({"http", "https", "mailto"})


class Profile(NamedTuple):
    """Tags that may stay, and the attributes that each of them may keep."""

    tags: frozenset[str]
    attributes: Mapping[str, frozenset[str]]


INLINE = frozenset(
    {"a", "abbr", "b", "br", "code", "del", "em", "i", "ins", "small", "strong", "sub", "sup"}
)
BLOCKS = frozenset({"blockquote", "dd", "dl", "dt", "hr", "li", "ol", "p", "ul"})
TABLES = frozenset({"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"})
HEADINGS = frozenset({"h2", "h3", "h4"})
CELL = frozenset({"colspan", "rowspan", "scope"})
MARKS = {"a": frozenset({"href", "title"}), "abbr": frozenset({"title"})}

TEXT = Profile(INLINE, MARKS)
"""A line of text: option texts, captions."""

PROSE = Profile(
    INLINE | BLOCKS | TABLES | HEADINGS,
    {**MARKS, "td": CELL, "th": CELL, "ol": frozenset({"start"})},
)
"""Paragraphs, lists and tables: case vignettes, rationales."""

FIGURED = Profile(PROSE.tags | {"img"}, {**PROSE.attributes, "img": frozenset({"alt", "src"})})
"""Prose with pictures: whoever cleans with it looks at where each `src` leads."""

RICH_TEXT = Profile(
    PROSE.tags | {"embed"},
    {
        **PROSE.attributes,
        "a": frozenset({"href", "id", "linktype", "title"}),
        "embed": frozenset({"alt", "embedtype", "format", "id"}),
        **{tag: frozenset({"data-block-key"}) for tag in ("p", "li", "blockquote", *HEADINGS)},
    },
)
"""The form in which Wagtail stores rich text: links and images point at rows, not addresses."""


def clean(html: str, profile: Profile = PROSE) -> str:
    """Return `html` with nothing left that the profile does not name.

    nh3 drops scripts with their text, bleach cleans, and nh3, which is maintained, has the last word
    with the same lists.
    """
    return _last_word(_bleached(_last_word(html, profile), profile), profile)


def clean_rich_text(html: str) -> str:
    """Return rich text as Wagtail stores it; it finds pictures only by their closing slash."""
    return EMBED.sub(_closed, clean(html, RICH_TEXT))


def _closed(tag: re.Match[str]) -> str:
    attributes = tag[1].replace(">", "&gt;")
    return f"<embed{attributes}/>"


def _bleached(html: str, profile: Profile) -> str:
    attributes = {tag: sorted(names) for tag, names in profile.attributes.items()}
    cleaner = bleach.Cleaner(
        tags=profile.tags,
        attributes=attributes,
        protocols=PROTOCOLS,
        strip=True,
        strip_comments=True,
    )
    return str(cleaner.clean(html))


def _last_word(html: str, profile: Profile) -> str:
    return nh3.clean(
        html,
        tags=set(profile.tags),
        attributes={tag: set(names) for tag, names in profile.attributes.items()},
        url_schemes=set(PROTOCOLS),
        link_rel=None,
        strip_comments=True,
    )
