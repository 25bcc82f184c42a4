"""What an uploaded recording is, by its first bytes; what its name claims counts for nothing."""

from collections.abc import Mapping

HEAD = 4096
MPEG_LAYERS = {1, 2, 3}
FORBIDDEN_BITRATES = {0, 15}
RESERVED_RATE = 3
OGG_VIDEO = (b"\x80theora", b"video/")

SUFFIXES: Mapping[str, Mapping[str, str]] = {
    "video": {"mp4": ".mp4", "webm": ".webm", "ogg video": ".ogv"},
    "audio": {"m4a": ".m4a", "mp4": ".m4a", "mp3": ".mp3", "ogg": ".ogg", "wav": ".wav"},
}
"""The ending under which each container is kept, for a video and for a sound recording."""

NAMES: Mapping[str, str] = {
    "video": "an MP4, WebM or Ogg video",
    "audio": "an MP3, M4A, Ogg or WAV sound recording",
}


def container_of(head: bytes) -> str:
    """Return the container that a file's first bytes tell, "" for anything else."""
    if head[4:8] == b"ftyp":
        return "m4a" if head[8:11] == b"M4A" else "mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm" if b"webm" in head[:64] else ""
    if head.startswith(b"OggS"):
        return "ogg video" if any(mark in head[:256] for mark in OGG_VIDEO) else "ogg"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "wav"
    return "mp3" if head.startswith(b"ID3") or _is_mpeg_frame(head) else ""


def _is_mpeg_frame(head: bytes) -> bool:
    """Whether the bytes begin with the header of an MPEG audio frame."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    return (
        version != 1
        and layer in MPEG_LAYERS
        and bitrate not in FORBIDDEN_BITRATES
        and rate != RESERVED_RATE
    )


def suffix_for(kind: str, head: bytes) -> str | None:
    """Return the ending for a file of this kind ("video", "audio"), None if it is none."""
    return SUFFIXES[kind].get(container_of(head))
