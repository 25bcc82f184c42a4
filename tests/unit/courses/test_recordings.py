"""What a file is, by its first bytes."""

import pytest

from common.containers import container_of
from courses.domain.recordings import suffix_for

MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2"
M4A = b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00M4A mp42"
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\x82\x84webm"
HEIC = b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic"
MATROSKA = WEBM.replace(b"webm", b"matr")
VORBIS = b"OggS\x00\x02" + bytes(22) + b"\x01vorbis"
OPUS = b"OggS\x00\x02" + bytes(22) + b"OpusHead"
THEORA = b"OggS\x00\x02" + bytes(22) + b"\x80theora"
WAV = b"RIFF\x24\x08\x00\x00WAVEfmt "
AVI = b"RIFF\x24\x08\x00\x00AVI LIST"
ID3 = b"ID3\x04\x00\x00\x00\x00\x00\x00"
MP3 = b"\xff\xfb\x90\x64\x00"
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("head", "container"),
    [
        (MP4, "mp4"),
        (M4A, "m4a"),
        (HEIC, ""),  # a telephone's photograph in the same container
        (WEBM, "webm"),
        (MATROSKA, ""),
        (VORBIS, "ogg"),
        (OPUS, "ogg"),
        (THEORA, "ogg video"),
        (WAV, "wav"),
        (AVI, ""),
        (ID3, "mp3"),
        (MP3, "mp3"),
        (HTML, ""),
        (b"", ""),
        (b"\xff\xfe<\x00h\x00", ""),  # UTF-16 text begins like an MPEG frame
        (b"\xff\xfb\xf0\x64", ""),  # no such bit rate
        (b"\xff\xfb\x9c\x64", ""),  # no such sampling rate
        (b"\xff\xea\x90\x64", ""),  # a reserved version
        (b"%PDF-1.7", ""),
        (b"MZ\x90\x00", ""),
    ],
)
def test_container_is_told_by_content(head, container):
    assert container_of(head) == container


@pytest.mark.parametrize(
    ("kind", "head", "suffix"),
    [
        ("video", MP4, ".mp4"),
        ("video", WEBM, ".webm"),
        ("video", THEORA, ".ogv"),
        ("video", MP3, None),
        ("audio", MP3, ".mp3"),
        ("audio", M4A, ".m4a"),
        ("audio", MP4, ".m4a"),
        ("audio", OPUS, ".ogg"),
        ("audio", WAV, ".wav"),
        ("audio", THEORA, None),
        ("video", HTML, None),
    ],
)
def test_ending_follows_from_kind_and_content(kind, head, suffix):
    assert suffix_for(kind, head) == suffix
