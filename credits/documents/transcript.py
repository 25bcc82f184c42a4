"""A transcript as PDF."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from credits.documents import STANDARDS, fonts, made_legible

SOURCE = Path(__file__).parent / "transcript.typ"


def transcript_pdf(printed: Mapping[str, Any], *, paper: str = "a4") -> bytes:
    """Return a transcript (credits.domain.yearly) as tagged PDF with its fonts embedded."""
    import typst  # 7 MB that no web worker needs until it draws a document

    made = datetime.combine(date.fromisoformat(printed["made_on"]), datetime.min.time(), UTC)
    compiler = typst.Compiler(SOURCE, font_paths=fonts(), ignore_system_fonts=True)
    inputs = {"printed": json.dumps(made_legible(printed)), "paper": paper}
    drawn = compiler.compile(
        format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=made
    )
    return cast(bytes, drawn)
