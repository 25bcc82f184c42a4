"""Check that captions are WebVTT (W3C): the signature, and cues whose times make sense."""

import re

LONGEST = 1024 * 1024
SIGNATURE = re.compile(r"WEBVTT(?:[ \t][^\n]*)?(?:\n|\Z)")
STAMP = r"(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}"
TIMES = re.compile(rf"({STAMP})[ \t]+-->[ \t]+({STAMP})(?:[ \t].*)?")


class CaptionsInvalid(ValueError):
    """Why a file holds no captions, in a sentence for the author."""


def check_captions(content: bytes) -> int:
    """Return how many cues there are; raise `CaptionsInvalid` with the line at fault."""
    text = _decoded(content)
    if not SIGNATURE.match(text):
        raise CaptionsInvalid("The first line must be WEBVTT.")
    cues = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if "-->" in line:
            _check_times(line.strip(), number)
            cues += 1
    if not cues:
        raise CaptionsInvalid("There is no cue: write times such as 00:01.000 --> 00:04.000.")
    return cues


def _decoded(content: bytes) -> str:
    if len(content) > LONGEST:
        raise CaptionsInvalid("Captions are at most 1 MB long.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaptionsInvalid("Captions must be UTF-8 text.") from error
    if "\x00" in text:
        raise CaptionsInvalid("Captions must be text.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check_times(line: str, number: int) -> None:
    found = TIMES.fullmatch(line)
    if not found:
        raise CaptionsInvalid(f"Line {number}: write times such as 00:01.000 --> 00:04.000.")
    if _milliseconds(found[2]) <= _milliseconds(found[1]):
        raise CaptionsInvalid(f"Line {number}: the cue ends before it begins.")


def _milliseconds(stamp: str) -> int:
    clock, _point, thousandths = stamp.partition(".")
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total * 1000 + int(thousandths)
