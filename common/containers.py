"""The containers of recordings, told by their first bytes."""

HEAD = 4096
MPEG_LAYERS = {1, 2, 3}
FORBIDDEN_BITRATES = {0, 15}
RESERVED_RATE = 3
OGG_VIDEO = (b"\x80theora", b"video/")
STILL_PICTURES = {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"}  # in the container of MP4


def container_of(head: bytes) -> str:
    """Return the container that a file's first bytes tell, "" for anything else."""
    if head[4:8] == b"ftyp":
        if head[8:12] in STILL_PICTURES:
            return ""
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
