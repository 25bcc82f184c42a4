"""Documents as PDF: the typst source, the fonts it may use, and the function that runs it.

Data goes in through `sys.inputs` alone, so nothing that people wrote is ever read as markup.
"""

import io
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import segno

from common.rosette import rosette
from credits.documents.coverage import FONTS, legible

if TYPE_CHECKING:
    import typst

SOURCE = Path(__file__).parent / "certificate.typ"
STANDARDS: Any = ["ua-1", "a-2a"]
SVG = '<svg xmlns="http://www.w3.org/2000/svg"'
INK, ACCENT, LINE, PALE, BRASS = "#10201e", "#0b625c", "#add6cf", "#dcedea", "#ddb95c"


def certificate_pdf(printed: Mapping[str, Any], *, paper: str = "a4") -> bytes:
    """Return the certificate as tagged PDF (PDF/UA-1 and PDF/A-2a, fonts embedded).

    The same `printed` (credits.domain.certificate) gives the same bytes.
    """
    return _run(printed, paper, "pdf", pdf_standards=STANDARDS, timestamp=_issued(printed))


def _run(printed: Mapping[str, Any], paper: str, form: Any, **options: Any) -> bytes:
    import typst  # 7 MB that no web worker needs until it draws a document

    compiler = typst.Compiler(SOURCE, font_paths=fonts(), ignore_system_fonts=True)
    drawn = compiler.compile(format=form, sys_inputs=_inputs(printed, paper), **options)
    return cast(bytes, drawn)  # a list only where there are several pages, and here is one


@lru_cache(maxsize=1)
def fonts() -> "typst.Fonts":
    """Return the fonts that are shipped, and no others."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def _inputs(printed: Mapping[str, Any], paper: str) -> dict[str, str]:
    code = printed["activity"]["code"]
    return {
        "printed": json.dumps(made_legible(printed)),
        "paper": paper,
        "qr": _qr(printed["verify_url"]),
        "mark": _mark(),
        "seal": _art(code, "opi", colour=BRASS, width=1.1),
        "watermark": _art(code, "opi", colour=PALE, width=0.34, dense=2),
        "corner": _art("attend", "op", colour=LINE, width=1.7, dense=2),
    }


def made_legible(value: Any) -> Any:
    """Return JSON with every text in it made legible."""
    match value:
        case str():
            return legible(value)
        case Mapping():
            return {key: made_legible(each) for key, each in value.items()}
        case list():
            return [made_legible(each) for each in value]
        case _:
            return value


def _art(slug: str, bands: str, *, colour: str, width: float, dense: int = 1) -> str:
    """Return a rosette as an SVG that stands alone."""
    drawn = rosette(slug, bands, dense=dense)
    return drawn.replace("<svg", f'{SVG} color="{colour}" stroke-width="{width}"', 1)


def _mark() -> str:
    petal = '<ellipse cx="0" cy="-46" rx="22" ry="42" transform="rotate({})"/>'
    petals = "".join(petal.format(turn) for turn in range(0, 360, 45))
    return (
        f'{SVG} viewBox="-100 -100 200 200"><g fill="none" stroke="{ACCENT}" stroke-width="15">'
        f"{petals}</g></svg>"
    )


def _qr(url: str) -> str:
    drawn = io.BytesIO()
    segno.make_qr(url, error="m").save(drawn, kind="svg", border=0, dark=INK, xmldecl=False)
    return drawn.getvalue().decode()


def _issued(printed: Mapping[str, Any]) -> datetime:
    """Return the document's date: when it was issued, not when it was rendered."""
    return datetime.combine(date.fromisoformat(printed["issued_on"]), datetime.min.time(), UTC)
