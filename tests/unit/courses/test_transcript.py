"""Transcripts with and without moments, and captions."""

import pytest

from courses.domain.transcript import Line, lines_of, lines_of_captions

CAPTIONS = """\ufeffWEBVTT - a talk

NOTE not said

intro
00:00:01.000 --> 00:00:04.000 line:80%
<v Dr Example>Pressure is <i>continuous</i>;
risk is too.

01:02:03.500 --> 01:02:06.000
Fish &amp; chips

00:07.000 --> 00:09.000
"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1:22 Four trials.", Line("Four trials.", 82)),
        ("[01:22] Four trials.", Line("Four trials.", 82)),
        ("1:02:03 – Four trials.", Line("Four trials.", 3723)),
        ("00:01:22.500 Four trials.", Line("Four trials.", 82)),
        ("Four trials at 1:22.", Line("Four trials at 1:22.")),
        ("12:5 no moment", Line("12:5 no moment")),
    ],
)
def test_a_line_may_begin_with_its_moment(text, line):
    assert lines_of(f"\n{text}\n\n") == [line]


def test_captions_become_lines_without_settings_names_and_marks():
    assert lines_of_captions(CAPTIONS) == [
        Line("Pressure is continuous; risk is too.", 1),
        Line("Fish & chips", 3723),
    ]


def test_captions_with_the_line_ends_of_windows_read_the_same():
    assert lines_of_captions(CAPTIONS.replace("\n", "\r\n")) == lines_of_captions(CAPTIONS)


@pytest.mark.parametrize(("at", "stamp"), [(0, "0:00"), (82, "1:22"), (3723, "1:02:03")])
def test_a_moment_is_written_as_players_write_it(at, stamp):
    assert Line("", at).stamp == stamp
