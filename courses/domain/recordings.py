"""What an uploaded recording is, by its first bytes; what its name claims counts for nothing."""

from collections.abc import Mapping

from common.containers import container_of

SUFFIXES: Mapping[str, Mapping[str, str]] = {
    "video": {"mp4": ".mp4", "webm": ".webm", "ogg video": ".ogv"},
    "audio": {"m4a": ".m4a", "mp4": ".m4a", "mp3": ".mp3", "ogg": ".ogg", "wav": ".wav"},
}
"""The ending under which each container is kept, for a video and for a sound recording."""

NAMES: Mapping[str, str] = {
    "video": "an MP4, WebM or Ogg video",
    "audio": "an MP3, M4A, Ogg or WAV sound recording",
}


def suffix_for(kind: str, head: bytes) -> str | None:
    """Return the ending for a file of this kind ("video", "audio"), None if it is none."""
    return SUFFIXES[kind].get(container_of(head))
