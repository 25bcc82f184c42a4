"""Files that mean harm are refused with one sentence, quickly and without unpacking them."""

import json
import os
import zipfile
from io import BytesIO

import pytest

from assessments.domain import interchange, items
from assessments.domain.interchange import FileRefused, package
from assessments.domain.interchange.package import open_package, write_package
from assessments.domain.interchange.safe_xml import read_xml
from tests.factories.items import single_best_answer

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]><quiz>&lol2;</quiz>"""
EXTERNAL = (
    b'<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<quiz><question type="essay"><name><text>&x;</text></name></question></quiz>'
)


def zipped(name: str = "a.xml", content: bytes = b"<a/>", **fields) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        for field, value in fields.items():
            setattr(info, field, value)
        archive.writestr(info, content)
    return target.getvalue()


def many(count: int) -> bytes:
    return write_package({f"{number}.xml": b"" for number in range(count)})


def listing(count: int) -> bytes:
    resources = "".join(
        f"<resource type='imsqti_item_xmlv3p0' href='{number}.xml'/>" for number in range(count)
    )
    return f"<manifest><resources>{resources}</resources></manifest>".encode()


def nested(depth: int) -> bytes:
    head = b'{"format": "attend-questions", "version": 1, "questions": [{"content": '
    return head + b"[" * depth + b"]" * depth + b"}]}"


HOSTILE = {
    "entity bomb": ("moodle", lambda: LAUGHS),
    "external entity": ("moodle", lambda: EXTERNAL),
    "document type": ("moodle", lambda: b"<!DOCTYPE quiz SYSTEM 'http://x/y.dtd'><quiz/>"),
    "deep XML": ("moodle", lambda: b"<quiz>" + b"<a>" * 500 + b"</a>" * 500 + b"</quiz>"),
    "many elements": ("moodle", lambda: b"<quiz>" + b"<a/>" * 300_000 + b"</quiz>"),
    "100 MB": ("moodle", lambda: b"<quiz>" + b" " * 100_000_000 + b"</quiz>"),
    "100 MB of GIFT": ("gift", lambda: b"x" * 100_000_000),
    "deep JSON": ("json", lambda: b"[" * 100_000),
    "giant number": ("json", lambda: b'{"format": ' + b"9" * 10_000 + b"}"),
    "binary": ("gift", lambda: b"\x00\x01\x02" * 100),
    "another XML": ("moodle", lambda: b"<svg/>"),
    "another JSON": ("json", lambda: b"{}"),
    "many questions": ("aiken", lambda: b"Q?\nA. x\nB. y\nANSWER: A\n" * 1001),
    "600,000 questions": ("aiken", lambda: b"Q?\nA. x\nB. y\nANSWER: A\n" * 600_000),
    "600,000 questions of GIFT": ("gift", lambda: b"Q?{T}\n\n" * 600_000),
    "laughs in QTI": ("qti-2.1", lambda: LAUGHS),
    "laughs in a manifest": ("qti-3.0", lambda: write_package({"imsmanifest.xml": LAUGHS})),
    "a large manifest": (
        "qti-2.2",
        lambda: zipped("imsmanifest.xml", os.urandom(17_000_000)),
    ),
    "many items": ("qti-3.0", lambda: write_package({"imsmanifest.xml": listing(1001)})),
    "large items": (
        "qti-3.0",
        lambda: write_package(
            {
                "imsmanifest.xml": listing(3),
                **{f"{n}.xml": b"<a>" + os.urandom(6_000_000).hex().encode() for n in range(3)},
            }
        ),
    ),
    "a package in a package": (
        "qti-3.0",
        lambda: write_package({"inner.zip": write_package({"imsmanifest.xml": b"<manifest/>"})}),
    ),
    "NUL in XML": ("moodle", lambda: b"<quiz>\x00</quiz>"),
    "JSON in JSON in JSON": ("json", lambda: nested(300)),
    "XML that says UTF-8 and is not": (
        "moodle",
        lambda: '<?xml version="1.0" encoding="UTF-8"?><quiz>é</quiz>'.encode("cp1252"),
    ),
    "odd encoding": ("moodle", lambda: b'<?xml version="1.0" encoding="utf-7"?><quiz/>'),
    "unknown encoding": ("moodle", lambda: b'<?xml version="1.0" encoding="nope"?><quiz/>'),
}


@pytest.mark.parametrize(("format_name", "content"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_file_is_refused_with_a_sentence(format_name, content):
    with pytest.raises(FileRefused) as refused:
        interchange.read(content(), format_name)
    assert str(refused.value).endswith((".", ")."))
    assert len(str(refused.value)) < 200


def twins() -> bytes:
    return write_package({"a.xml": b"1", "A.xml": b"2"})


BAD_PACKAGES = {
    "climbing": lambda: zipped("../../etc/passwd"),
    "absolute": lambda: zipped("/etc/passwd"),
    "backslash": lambda: zipped("..\\evil.xml"),
    "drive": lambda: zipped("c:evil.xml"),
    "link": lambda: zipped(content=b"/etc/passwd", external_attr=0o120777 << 16),
    "bomb": lambda: zipped(content=b"0" * 50_000_000),
    "many": lambda: many(package.MAX_MEMBERS + 1),
    "bzip2": lambda: zipped(content=b"x" * 100, compress_type=zipfile.ZIP_BZIP2),
    "LZMA": lambda: zipped(content=b"x" * 100, compress_type=zipfile.ZIP_LZMA),
    "no zip": lambda: b"PK\x03\x04 and nothing more",
    "cut off": lambda: zipped(content=b"x" * 5000)[:60],
    "twins": twins,
}


TYPES = [None, True, 7, 1.5, "x", [], {}, ["x"], {"a": 1}, "\ud800", float("nan"), 10**40]
ONE = '{"format": "attend-questions", "version": 1, "questions": [%s]}'


@pytest.mark.parametrize("wrong", TYPES, ids=repr)
@pytest.mark.parametrize("place", ["kind", "stem", "options", "hints", "shuffle"])
def test_content_of_any_type_is_refused_or_read_and_breaks_nothing(place, wrong):
    content = {**items.dump(single_best_answer()), place: wrong}
    row = {"title": "T", "content": content}
    (entry,) = interchange.read((ONE % json.dumps(row)).encode(), "json").entries
    assert entry.portable or entry.problems


@pytest.mark.parametrize("wrong", TYPES, ids=repr)
@pytest.mark.parametrize("place", ["title", "tags", "media", "difficulty", "references", "content"])
def test_a_question_of_any_type_is_refused_or_read_and_breaks_nothing(place, wrong):
    row = {"title": "T", "content": items.dump(single_best_answer()), place: wrong}
    (entry,) = interchange.read((ONE % json.dumps(row)).encode(), "json").entries
    assert entry.portable or entry.problems


GOOD = "Q?\nA. é\nB. b\nANSWER: A\n"
ODD_TEXTS = {
    "BOM": b"\xef\xbb\xbf" + GOOD.encode(),
    "CRLF": GOOD.replace("\n", "\r\n").encode(),
    "old Mac": GOOD.replace("\n", "\r").encode(),
    "UTF-16": GOOD.encode("utf-16"),
    "Windows-1252": GOOD.encode("cp1252"),
    "half a surrogate": GOOD.encode() + b"\xed\xa0\x80",
}


@pytest.mark.parametrize("content", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_a_text_in_another_encoding_is_read(content):
    entry = interchange.read(content, "aiken").entries[0]
    assert entry.portable.item.options[0].text in {"é", "Ã©"}
    assert entry.portable.title == "Q?"


def test_gift_survives_marked_sections_that_are_none():
    (entry,) = interchange.read(b"[html]<![CDATh [x]]>Which?{=a ~b}", "gift").entries
    assert entry.portable


@pytest.mark.parametrize("make", BAD_PACKAGES.values(), ids=BAD_PACKAGES)
def test_hostile_package_is_refused_with_a_sentence(make):
    with pytest.raises(FileRefused) as refused:
        open_package(make())
    assert str(refused.value).endswith(".")


def test_a_package_may_not_unpack_to_too_much(monkeypatch):
    monkeypatch.setattr(package, "MAX_TOTAL", 10)
    with pytest.raises(FileRefused, match="unpacks to more"):
        open_package(zipped(content=b"12345678901"))


def test_a_damaged_member_is_refused_when_it_is_read():
    content = bytearray(zipped("a.xml", bytes(range(256)) * 4))
    content[60] ^= 0xFF
    with pytest.raises(FileRefused, match="damaged"):
        open_package(bytes(content))["a.xml"]


def test_an_encrypted_member_is_refused():
    content = bytearray(zipped())
    for place in (content.find(b"PK\x03\x04") + 6, content.find(b"PK\x01\x02") + 8):
        content[place] |= 1
    with pytest.raises(FileRefused, match="encrypted"):
        open_package(bytes(content))


def test_a_package_says_the_same_each_time():
    files = {"b.xml": b"2", "a.xml": b"1"}
    assert write_package(files) == write_package(dict(reversed(files.items())))
    assert dict(open_package(write_package(files))) == files


def test_elements_know_their_lines():
    root = read_xml(b"<a>\n <b/>\n <n:c xmlns:n='urn:x' n:d='1'>t</n:c>\n</a>")
    assert [(node.tag, node.line) for node in root] == [("b", 2), ("c", 3)]
    assert root[1].get("d") == "1"
