"""QTI's names: the reader and the writer use those of 2.x, and 3.0 spells the same ones otherwise.

`assessmentItem` is `qti-assessment-item` in 3.0, `responseIdentifier` is `response-identifier`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from assessments.domain.interchange.safe_xml import Node

PREFIX = "qti-"
UPPER = re.compile(r"(?<=[a-z])([A-Z])")
DASHED = re.compile(r"-([a-z])")
KEPT = frozenset({"data", "aria"})
HTML = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "h2",
        "h3",
        "h4",
        "hr",
        "i",
        "img",
        "ins",
        "li",
        "object",
        "ol",
        "p",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
CONTENT_BODY = frozenset({"modalFeedback"})


@dataclass(frozen=True)
class Version:
    """A version of QTI: its namespaces, and what its packages call things."""

    label: str
    namespace: str
    manifest_namespace: str
    schema: str
    schema_version: str
    item_type: str
    test_type: str
    templates: str
    template_suffix: str = ""
    has_gap_text: bool = True
    is_dashed: bool = False

    def template(self, name: str) -> str:
        """Return the address of a template of response processing."""
        return f"{self.templates}/{name}{self.template_suffix}"


def _version_2(number: str) -> Version:
    code = f"v{number.replace('.', 'p')}"
    return Version(
        label=f"QTI {number}",
        namespace=f"http://www.imsglobal.org/xsd/imsqti_{code}",
        manifest_namespace="http://www.imsglobal.org/xsd/imscp_v1p1",
        schema=f"QTIv{number} Package",
        schema_version="1.0.0",
        item_type=f"imsqti_item_xml{code}",
        test_type=f"imsqti_test_xml{code}",
        templates=f"http://www.imsglobal.org/question/qti_{code}/rptemplates",
        has_gap_text=number != "2.1",
    )


VERSIONS: Mapping[str, Version] = {
    "2.1": _version_2("2.1"),
    "2.2": _version_2("2.2"),
    "3.0": Version(
        label="QTI 3.0",
        namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        manifest_namespace="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        schema="QTI Package",
        schema_version="3.0.0",
        item_type="imsqti_item_xmlv3p0",
        test_type="imsqti_test_xmlv3p0",
        templates="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates",
        template_suffix=".xml",
        is_dashed=True,
    ),
}


def camel(name: str) -> str:
    """Return a name of 3.0 as 2.x spells it; other names stay."""
    return DASHED.sub(lambda found: found[1].upper(), name.removeprefix(PREFIX))


def plain_names(root: Node) -> Node:
    """Respell a whole document as 2.x has it; `qti-content-body` falls away."""
    for node in root.below(*{each.tag for each in root.iter()}):
        if node.tag.startswith(PREFIX):
            node.tag = camel(node.tag)
        named = {
            key if key.split("-")[0] in KEPT else camel(key): value for key, value in node.items()
        }
        node.attrib.clear()
        node.attrib.update(named)
    return root


def spelled(root: ET.Element, version: Version) -> ET.Element:
    """Respell a document written in names of 2.x as a version has it."""
    root.set("xmlns", version.namespace)
    if version.is_dashed:
        for node in list(root.iter()):
            _dash(node)
    return root


def _dash(node: ET.Element) -> None:
    if node.tag in HTML:
        return
    if node.tag in CONTENT_BODY:
        body = ET.Element(f"{PREFIX}content-body")
        body.text, node.text = node.text, None
        body.extend(list(node))
        for child in list(node):
            node.remove(child)
        node.append(body)
    if node.tag.startswith(PREFIX):
        return
    node.tag = PREFIX + _dashed(node.tag)
    named = {_dashed(key): value for key, value in node.items()}
    node.attrib.clear()
    node.attrib.update(named)


def _dashed(name: str) -> str:
    return UPPER.sub(r"-\1", name).lower()
