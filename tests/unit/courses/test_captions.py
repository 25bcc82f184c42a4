"""WebVTT or not."""

import pytest

from courses.domain.captions import LONGEST, CaptionsInvalid, check_captions

ONE = b"WEBVTT\n\n00:01.000 --> 00:04.000\nHello\n"


@pytest.mark.parametrize(
    ("content", "cues"),
    [
        (ONE, 1),
        (b"\xef\xbb\xbf" + ONE, 1),
        (ONE.replace(b"\n", b"\r\n"), 1),
        (b"WEBVTT - a title\n\n1\n00:00:01.000 --> 00:00:04.000 align:start\nHi\n", 1),
        (ONE + b"\n100:00:05.000 --> 100:00:06.000\nLate\n", 2),
    ],
)
def test_captions_are_counted(content, cues):
    assert check_captions(content) == cues


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "first line must be WEBVTT"),
        (b"WEBVTTX\n\n00:01.000 --> 00:04.000\nHi\n", "first line must be WEBVTT"),
        (b"1\n00:00:01,000 --> 00:00:04,000\nSubRip\n", "first line must be WEBVTT"),
        (b"WEBVTT\n\nno cue\n", "There is no cue"),
        (b"WEBVTT\n\n00:01,000 --> 00:04.000\nHi\n", "Line 3: write times"),
        (b"WEBVTT\n\n00:04.000 --> 00:01.000\nHi\n", "Line 3: the cue ends before it begins"),
        (b"WEBVTT\n\n00:61.000 --> 01:10.000\nHi\n", "Line 3: write times"),
        (b"WEBVTT\n\xff\xfe", "UTF-8"),
        (ONE + b"\x00", "must be text"),
        (b"WEBVTT\n" + b" " * LONGEST, "at most 1 MB"),
        (b"<html>WEBVTT</html>", "first line must be WEBVTT"),
    ],
)
def test_what_is_no_captions_is_refused_with_the_reason(content, sentence):
    with pytest.raises(CaptionsInvalid, match=sentence):
        check_captions(content)
