"""Files as answers: what may be sent, and what an answer holds of a file beside its bytes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

KILOBYTE = 1024
MEGABYTE = KILOBYTE * KILOBYTE
MOST_MEGABYTES = 50
LONGEST_NAME = 120
SHORT_HASH = 12


class Family(StrEnum):
    """A kind of file that an author may allow."""

    PDF = "pdf"
    PICTURE = "picture"
    DOCUMENT = "document"
    TEXT = "text"
    AUDIO = "audio"
    VIDEO = "video"


FAMILY_LABELS: Mapping[Family, str] = MappingProxyType(
    {
        Family.PDF: "PDF",
        Family.PICTURE: "picture (JPG, PNG, WebP, GIF)",
        Family.DOCUMENT: "Word document (DOCX, without macros)",
        Family.TEXT: "plain text (UTF-8)",
        Family.AUDIO: "sound recording (MP3, M4A, Ogg, WAV)",
        Family.VIDEO: "video (MP4, WebM, Ogg)",
    }
)


@dataclass(frozen=True)
class Format:
    """What a file is by its content, and how it is called, named and sent."""

    label: str
    suffix: str
    content_type: str
    families: frozenset[Family]

    @property
    def plain_type(self) -> str:
        """The content type without its character set."""
        return self.content_type.partition(";")[0]


def _format(label: str, suffix: str, content_type: str, *families: Family) -> Format:
    return Format(label, suffix, content_type, frozenset(families))


# By the names that `common.contents.format_of` gives; MP4 and WebM may hold sound alone.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "pdf": _format("PDF", ".pdf", "application/pdf", Family.PDF),
        "jpeg": _format("JPG", ".jpg", "image/jpeg", Family.PICTURE),
        "png": _format("PNG", ".png", "image/png", Family.PICTURE),
        "webp": _format("WebP", ".webp", "image/webp", Family.PICTURE),
        "gif": _format("GIF", ".gif", "image/gif", Family.PICTURE),
        "docx": _format(
            "Word",
            ".docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Family.DOCUMENT,
        ),
        "text": _format("Text", ".txt", "text/plain; charset=utf-8", Family.TEXT),
        "mp3": _format("MP3", ".mp3", "audio/mpeg", Family.AUDIO),
        "m4a": _format("M4A", ".m4a", "audio/mp4", Family.AUDIO),
        "ogg": _format("Ogg", ".ogg", "audio/ogg", Family.AUDIO),
        "wav": _format("WAV", ".wav", "audio/wav", Family.AUDIO),
        "mp4": _format("MP4", ".mp4", "video/mp4", Family.VIDEO, Family.AUDIO),
        "webm": _format("WebM", ".webm", "video/webm", Family.VIDEO, Family.AUDIO),
        "ogg video": _format("Ogg video", ".ogv", "video/ogg", Family.VIDEO),
    }
)


def formats_of(families: Iterable[Family]) -> list[Format]:
    """Return the formats that kinds of file may have."""
    wanted = {*families}
    return [each for each in FORMATS.values() if each.families & wanted]


def families_named(told: Iterable[str]) -> list[Family]:
    """Return the kinds of file that endings or content types of others stand for.

    Those all of whose own formats are named; if there is none, those of which any is.
    """
    named_ones = {each.strip().lower() for each in told}

    def is_named(each: Format) -> bool:
        group = f"{each.plain_type.partition('/')[0]}/*"
        return bool({each.suffix, each.plain_type, group} & named_ones)

    own = {
        family: [each for each in FORMATS.values() if each.families == {family}]
        for family in Family
    }
    whole = [family for family, formats in own.items() if all(map(is_named, formats))]
    return whole or [family for family, formats in own.items() if any(map(is_named, formats))]


class HeldFile(BaseModel):
    """A file as an answer holds it; its bytes lie where `sha256` says.

    `name` is the learner's own, which markers never see; `uploaded_at` is ISO 8601.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=1, le=MOST_MEGABYTES * MEGABYTE)
    format: str
    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    uploaded_at: str = Field(min_length=20, max_length=40)

    @property
    def kind(self) -> Format:
        """What the file is."""
        return FORMATS[self.format]

    @property
    def size_told(self) -> str:
        """The size in words."""
        return size_words(self.size)

    @property
    def short_hash(self) -> str:
        """The first digits of the hash, for people to compare."""
        return self.sha256[:SHORT_HASH]

    def neutral_name(self, number: int) -> str:
        """Return a name that tells nothing of who sent the file."""
        return f"File {number}{self.kind.suffix}"


def size_words(size: int) -> str:
    """Write a number of bytes: 812 bytes, 45 kB, 3.2 MB."""
    if size < KILOBYTE:
        return "1 byte" if size == 1 else f"{size} bytes"
    if size < MEGABYTE:
        return f"{max(1, round(size / KILOBYTE))} kB"
    return f"{size / MEGABYTE:.1f} MB".replace(".0 ", " ")


def named(families: Iterable[Family]) -> str:
    """List kinds of file in words: “PDF, plain text (UTF-8) or video (MP4, WebM, Ogg)”."""
    words = [FAMILY_LABELS[family] for family in families]
    return " or ".join([", ".join(words[:-1]), words[-1]] if words[:-1] else words)
