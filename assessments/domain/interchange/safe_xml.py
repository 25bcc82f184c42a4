"""XML from strangers: no DTD, no entities, nothing from the network, bounded in size and depth."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, cast
from xml.etree import ElementTree as ET
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from assessments.domain.interchange.portable import FileRefused
from assessments.domain.interchange.text_files import check_text_size

MAX_ELEMENTS = 200_000
MAX_DEPTH = 100


class Node(ET.Element):
    """An element by its local name, with where it begins and ends; namespaces are dropped."""

    line = 0
    column = 0
    end = (0, 0)

    def child(self, path: str) -> "Node | None":
        """Return the first element at a path."""
        return cast("Node | None", self.find(path))

    def children(self, path: str = "*") -> "list[Node]":
        """Return the elements at a path."""
        return cast("list[Node]", self.findall(path))

    def below(self, *tags: str) -> "list[Node]":
        """Return the elements of these names wherever they stand, itself too, in their order."""
        return [node for node in cast("Iterator[Node]", self.iter()) if node.tag in tags]

    def texts(self, path: str) -> str:
        """Return the text at a path, "" if there is none."""
        return (self.findtext(path) or "").strip()

    def whole_text(self) -> str:
        """Return all text below this element."""
        return "".join(self.itertext())


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.tree = ET.TreeBuilder(element_factory=Node)
        self.open: list[Node] = []
        self.elements = 0

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 - the name of the interface
        self.locator = locator

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise FileRefused(f"The XML has more than {MAX_ELEMENTS} elements.")
        if len(self.open) >= MAX_DEPTH:
            raise FileRefused(f"The XML is nested more than {MAX_DEPTH} levels deep.")
        found = {local: value for (_space, local), value in attrs.items()}
        node: Any = self.tree.start(name[1], found)
        node.line, node.column = self.locator.getLineNumber(), self.locator.getColumnNumber()
        self.open.append(node)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802
        self.tree.end(name[1])
        node = self.open.pop()
        node.end = (self.locator.getLineNumber(), self.locator.getColumnNumber())

    def characters(self, content: str) -> None:
        self.tree.data(content)


def read_xml(content: bytes) -> Node:
    """Return the root element; raise `FileRefused` with the line for what is no plain XML."""
    check_text_size(content)
    builder = _Builder()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(builder)
    try:
        parser.parse(BytesIO(content))
    except DefusedXmlException as error:
        raise FileRefused(
            "The XML declares a document type or entities; that is not accepted."
        ) from error
    except SAXParseException as error:
        line, reason = error.getLineNumber(), error.getMessage()
        raise FileRefused(f"Line {line}: this is no well-formed XML ({reason}).") from error
    except (SAXException, ValueError, LookupError) as error:
        raise FileRefused("This is no XML that can be read.") from error
    return cast(Node, builder.tree.close())


def source_of(node: Node, text: list[str]) -> str:
    """Return an element as its file has it, `text` being the file's lines."""
    (last, column), tag = node.end, node.tag
    rows = text[node.line - 1 : last]
    if not rows:
        return ""
    closing = rows[-1].find(">", column) + 1
    rows[-1] = rows[-1][: closing or None]
    rows[0] = rows[0][node.column :]
    return "\n".join(rows) if f"<{tag}" in rows[0] or ":" in rows[0] else ""


def write_xml(root: ET.Element) -> bytes:
    """Write a document, indented, ending with a line break."""
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
