"""Lesson bodies of the content files as StreamField blocks."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup, Tag

from lms.demo.interactions import list_items

if TYPE_CHECKING:
    from lms.demo.authoring import Shelf

Block = dict[str, Any]


def blocks(rows: list[Mapping[str, Any]], shelf: "Shelf") -> list[Block]:
    """Return every block of a lesson in StreamField's JSON."""
    return [{"type": kind, "value": value} for row in rows for kind, value in _block(row, shelf)]


def _block(row: Mapping[str, Any], shelf: "Shelf") -> Iterator[tuple[str, Any]]:
    if row["type"] == "text":
        yield from _text_and_tables(row["html"])
        return
    yield row["type"], SHAPES[row["type"]](row, shelf)


def _elements(markup: str) -> list[Tag]:
    return [part for part in BeautifulSoup(markup, "html.parser") if isinstance(part, Tag)]


def _text_and_tables(markup: str) -> Iterator[tuple[str, Any]]:
    """Take tables out of rich text, which the CMS's editor cannot hold, into blocks of their own."""
    pending, heading = "", ""
    for element in _elements(markup):
        if element.name == "table":
            if pending:
                yield "text", pending
            pending = ""
            yield "table", {"caption": heading, "rows": _rows(element)}
            continue
        if element.name in ("h2", "h3"):
            heading = element.get_text().strip()
        pending += str(element)
    if pending:
        yield "text", pending


def _cells(table: Tag) -> list[list[Tag]]:
    return [row.find_all(["td", "th"]) for row in table.find_all("tr")]


def _rows(table: Tag) -> str:
    return "\n".join(
        " | ".join(" ".join(cell.get_text().split()) for cell in row) for row in _cells(table)
    )


def listed(markup: str) -> str:
    """Turn tables inside a question's case into lists, one item a row (or a column of a lone row)."""
    return "".join(
        _as_list(element) if element.name == "table" else str(element)
        for element in _elements(markup)
    )


def _as_list(table: Tag) -> str:
    head, *body = [[cell.decode_contents().strip() for cell in row] for row in _cells(table)]
    if len(body) == 1:
        (unit, *values), (of, *names) = body[0], head
        body = [
            [f"{of} {name}", f"{value} {unit}"] for name, value in zip(names, values, strict=True)
        ]
    items = (f"<li>{': '.join(row[:2])}{_rest(row[2:])}</li>" for row in body)
    return f"<ul>{''.join(items)}</ul>"


def _rest(cells: list[str]) -> str:
    return f" ({'; '.join(cells)})" if cells else ""


def _callout(row: Mapping[str, Any], _shelf: "Shelf") -> Block:
    return {"tone": row["tone"], "title": row["title"], "text": row["html"]}


def _case(row: Mapping[str, Any], _shelf: "Shelf") -> Block:
    findings = list_items(row["title"], row.get("findings", []))
    return {"title": row["title"], "text": row["html"], "findings": findings}


def _evidence(row: Mapping[str, Any], shelf: "Shelf") -> Block:
    words = ("claim", "certainty", "effect", "recommendation", "limits")
    cited = list_items(row["claim"], (shelf.references[key].pk for key in row["references"]))
    return {**{word: _one_line(row.get(word, "")) for word in words}, "references": cited}


def _check(row: Mapping[str, Any], shelf: "Shelf") -> Block:
    return {"question": shelf.questions[row["question"]].pk}


def _one_line(text: str) -> str:
    return " ".join(text.split())


SHAPES = {
    "callout": _callout,
    "case_vignette": _case,
    "evidence": _evidence,
    "knowledge_check": _check,
}
