"""The manifest of a package: which files are items and tests, and their keywords."""

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from assessments.domain.interchange.portable import FileRefused
from assessments.domain.interchange.qti.names import Version
from assessments.domain.interchange.safe_xml import Node, read_xml, write_xml

MANIFEST = "imsmanifest.xml"
LOM = "http://ltsc.ieee.org/xsd/LOM"
OLD = "v1p2"


@dataclass(frozen=True)
class Listed:
    """A file that the manifest lists, with its keywords and the files that it needs."""

    name: str
    tags: tuple[str, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contents:
    """The items and the tests of a package."""

    items: tuple[Listed, ...]
    tests: tuple[Listed, ...]


def listed_in(files: Mapping[str, bytes]) -> Contents:
    """Return what a package holds; raise `FileRefused` if it is no package of questions."""
    found = sorted((name for name in files if name.endswith(MANIFEST)), key=len)
    if not found:
        raise FileRefused(f"The package has no {MANIFEST}.")
    base = posixpath.dirname(found[0])
    items, tests = [], []
    for resource in read_xml(files[found[0]]).below("resource"):
        kind, listed = resource.get("type", ""), _listed(resource, base)
        if kind.startswith("imsqti") and OLD in kind:
            raise FileRefused("This is QTI 1.2; export it as QTI 2.1, 2.2 or 3.0.")
        if kind.startswith("imsqti_item"):
            items.append(listed)
        elif kind.startswith(("imsqti_test", "imsqti_assessment")):
            tests.append(listed)
    return Contents(tuple(items), tuple(tests))


def _listed(resource: Node, base: str) -> Listed:
    name = posixpath.normpath(posixpath.join(base, unquote(resource.get("href", ""))))
    tags = [each.whole_text() for each in resource.below("keyword")]
    return Listed(name, tuple(tags))


def write_manifest(
    items: Sequence[tuple[str, Listed]], tests: Sequence[tuple[str, Listed]], version: Version
) -> bytes:
    """Write the manifest of these items and tests, each with its identifier."""
    root = ET.Element("manifest", xmlns=version.manifest_namespace, identifier="attend")
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = version.schema
    ET.SubElement(metadata, "schemaversion").text = version.schema_version
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    for kind, listed in ((version.test_type, tests), (version.item_type, items)):
        for identifier, each in listed:
            _add_resource(resources, kind, identifier, each)
    return write_xml(root)


def _add_resource(resources: ET.Element, kind: str, identifier: str, listed: Listed) -> None:
    resource = ET.SubElement(
        resources, "resource", identifier=identifier, type=kind, href=listed.name
    )
    if listed.tags:
        lom = ET.SubElement(ET.SubElement(resource, "metadata"), "lom", xmlns=LOM)
        general = ET.SubElement(lom, "general")
        for tag in listed.tags:
            keyword = ET.SubElement(general, "keyword")
            ET.SubElement(keyword, "string", language="en").text = tag
    for name in (listed.name, *listed.needs):
        ET.SubElement(resource, "file", href=name)
