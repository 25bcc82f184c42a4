"""Questions in files: one module a format, each with `read(bytes)` and `write(questions)`.

A format reads into `Portable` records and writes from them; what does not come across is told item
by item (`Problem`), never dropped in silence. See docs/interchange.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from assessments.domain.interchange import aiken, gift, moodle, own_json, qti
from assessments.domain.interchange.portable import (
    Entry,
    FileRefused,
    Portable,
    Problem,
    Reading,
    Severity,
    Test,
    Writing,
)

__all__ = [
    "FORMATS",
    "Entry",
    "FileRefused",
    "Format",
    "Portable",
    "Problem",
    "Reading",
    "Severity",
    "Writing",
    "read",
    "write",
]

LARGEST_FILE = 50 * 1024 * 1024


@dataclass(frozen=True)
class Format:
    """A file format: how it is called, what its files end in, how it is read and written."""

    label: str
    suffix: str
    media_type: str
    read: Callable[[bytes], Reading]
    write: Callable[[Sequence[Portable]], Writing]
    write_tests: Callable[[Sequence[Portable], Sequence[Test]], Writing] | None = None


FORMATS: Mapping[str, Format] = {
    "json": Format(
        "Attend JSON", ".json", "application/json", own_json.read, own_json.write, own_json.write
    ),
    "gift": Format("GIFT", ".txt", "text/plain", gift.read, gift.write),
    "moodle": Format("Moodle XML", ".xml", "application/xml", moodle.read, moodle.write),
    "aiken": Format("Aiken", ".txt", "text/plain", aiken.read, aiken.write),
    **{
        f"qti-{number}": Format(
            version.label,
            ".zip",
            "application/zip",
            qti.read,
            partial(qti.write, version=version),
            partial(qti.write, version=version),
        )
        for number, version in qti.VERSIONS.items()
    },
}


def read(content: bytes, format_name: str) -> Reading:
    """Read a file; raise `FileRefused` with a sentence if it cannot be taken at all."""
    if len(content) > LARGEST_FILE:
        raise FileRefused(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB.")
    reading = FORMATS[format_name].read(content)
    if not reading.entries:
        raise FileRefused("There is no question in this file.")
    return reading


def write(portables: Sequence[Portable], format_name: str, tests: Sequence[Test] = ()) -> Writing:
    """Write questions and tests; what the format cannot carry is told."""
    there = FORMATS[format_name]
    if there.write_tests:
        return there.write_tests(portables, tests)
    writing = there.write(portables)
    lost = tuple(
        Problem(Severity.LOST, f"“{test.title}”: {there.label} has no tests.") for test in tests
    )
    return replace(writing, problems=(*writing.problems, *lost))
