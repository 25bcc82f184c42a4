"""XML written element by element, each in its namespace."""

from collections.abc import Mapping
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from outcomes.domain.reports.clean import clean

REPORT = "http://ns.medbiq.org/activityreport/v2/"
METRICS = "http://ns.medbiq.org/metrics/v2/"
MEMBER = "http://ns.medbiq.org/member/v2/"
NAME = "http://ns.medbiq.org/name/v2/"
LOM = "http://ltsc.ieee.org/xsd/LOM"
HEALTHCARE = "http://ns.medbiq.org/lom/extend/v1/"
OURS = "urn:attend:report:1"
PREFIXES: Mapping[str, str] = {
    "ar": REPORT,
    "mems": METRICS,
    "m": MEMBER,
    "n": NAME,
    "lom": LOM,
    "hx": HEALTHCARE,
    "attend": OURS,
}
for _prefix, _space in PREFIXES.items():
    ET.register_namespace(_prefix, _space)


class Node:
    """An element to which children are added in their order; empty text adds nothing."""

    def __init__(self, element: ET.Element) -> None:
        self.element = element

    def add(self, space: str, name: str, text: object = None, **attributes: str) -> "Node":
        """Add a child, with text if there is some, and return it."""
        child = ET.SubElement(self.element, f"{{{space}}}{name}", _clean(attributes))
        if text is not None:
            child.text = clean(str(text))
        return Node(child)

    def maybe(self, space: str, name: str, text: object, **attributes: str) -> None:
        """Add a child only if there is something to say."""
        if text is not None and clean(str(text)):
            self.add(space, name, text, **attributes)


def root(space: str, name: str, **attributes: str) -> Node:
    """Return the element that a document begins with."""
    return Node(ET.Element(f"{{{space}}}{name}", _clean(attributes)))


def document(node: Node) -> bytes:
    """Return a document as bytes, indented, ending with a line break."""
    ET.indent(node.element)
    return ET.tostring(node.element, encoding="utf-8", xml_declaration=True) + b"\n"


def moment(at: datetime) -> str:
    """Return a moment in UTC as XML Schema writes it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _clean(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: clean(value) for name, value in attributes.items()}
