"""Small builders for QTI documents, in names of 2.x."""

from collections.abc import Iterable
from fractions import Fraction
from xml.etree import ElementTree as ET

from assessments.domain.interchange.markup import prose, tree_of
from assessments.domain.interchange.pictures import rename_pictures
from assessments.domain.interchange.qti.names import HTML
from assessments.domain.interchange.qti.processing import RESPONSE, SCORE
from assessments.domain.interchange.safe_xml import Node

IMAGES = "images/"
BLOCKS = frozenset(["blockquote", "div", "dl", "h2", "h3", "h4", "hr", "ol", "p", "table", "ul"])
LIST_OF = {"li": "ul", "dt": "dl", "dd": "dl"}
FLOWING = HTML | {"prompt", "simpleChoice", "simpleAssociableChoice", "modalFeedback", "value"}


def el(tag: str, *children: ET.Element | str, **attributes: str) -> ET.Element:
    """Return an element with children; a text stands first."""
    made = ET.Element(tag, attributes)
    for child in children:
        if isinstance(child, str):
            made.text = child
        else:
            made.append(child)
    return made


def base(value: str | int | Fraction, base_type: str = "float") -> ET.Element:
    """Return a constant."""
    text = number_text(value) if isinstance(value, Fraction) else str(value)
    return el("baseValue", text, baseType=base_type)


def number_text(value: Fraction) -> str:
    """Write a number with up to seven decimals, as many as shares need to be found again."""
    text = f"{float(value):.7f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def variable() -> ET.Element:
    """Return the response."""
    return el("variable", identifier=RESPONSE)


def correct() -> ET.Element:
    """Return the right response."""
    return el("correct", identifier=RESPONSE)


def mapped() -> ET.Element:
    """Return what the response is worth by its mapping."""
    return el("mapResponse", identifier=RESPONSE)


def set_score(value: ET.Element) -> ET.Element:
    """Return the rule that sets the score."""
    return el("setOutcomeValue", value, identifier=SCORE)


def condition(*branches: tuple[ET.Element, ET.Element]) -> ET.Element:
    """Return a condition out of (test, score) branches, the first that holds."""
    made = el("responseCondition")
    for place, (test, score) in enumerate(branches):
        made.append(el("responseElseIf" if place else "responseIf", test, set_score(score)))
    return made


def declaration(
    cardinality: str,
    base_type: str,
    right: Iterable[str] = (),
    worth: Iterable[tuple[str, int | str]] = (),
) -> ET.Element:
    """Return the declaration of the response."""
    made = el(
        "responseDeclaration", identifier=RESPONSE, cardinality=cardinality, baseType=base_type
    )
    values = [el("value", each) for each in right]
    if values:
        made.append(el("correctResponse", *values))
    entries = [el("mapEntry", mapKey=key, mappedValue=str(points)) for key, points in worth]
    if entries:
        made.append(el("mapping", *entries, defaultValue="0"))
    return made


def blocks(html: str) -> list[ET.Element]:
    """Return HTML as block elements; loose text becomes paragraphs, a loose item a list."""
    root = tree_of(rename_pictures(prose(html), lambda name: f"{IMAGES}{name}"))
    made: list[ET.Element] = []
    loose: Node | None = _loose(root.text)
    for child in root.children():
        tail, child.tail = child.tail, None
        if child.tag in BLOCKS or child.tag in LIST_OF:
            made += _kept(loose)
            made.append(_listed(child))
            loose = _loose(tail)
        else:
            loose = Node("p") if loose is None else loose
            child.tail = tail
            loose.append(child)
    return made + _kept(loose)


def _listed(node: Node) -> Node:
    if node.tag not in LIST_OF:
        return node
    made = Node(LIST_OF[node.tag])
    made.append(node)
    return made


def _loose(text: str | None) -> Node | None:
    if not (text or "").strip():
        return None
    made = Node("p")
    made.text = text
    return made


def _kept(loose: Node | None) -> list[ET.Element]:
    return [] if loose is None else [loose]


def indent(node: ET.Element, level: int = 1) -> None:
    """Lay out a document, leaving alone what flows as text."""
    if node.tag in FLOWING or not len(node):
        return
    pad = "\n" + "  " * level
    node.text = pad
    for child in node:
        child.tail = pad
        indent(child, level + 1)
    node[-1].tail = pad[:-2]
