"""File answer: files that the learner sends, marked by people by a rubric."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, ValidationError

from assessments.domain.files import (
    FORMATS,
    MEGABYTE,
    MOST_MEGABYTES,
    Family,
    HeldFile,
    formats_of,
    named,
    size_words,
)
from assessments.domain.items.base import (
    NO_ARRANGEMENT,
    Arrangement,
    Posted,
    Response,
    ResponseInvalid,
)
from assessments.domain.items.marked import MarkedItem

MOST_FILES = 5
USUAL = (Family.PDF, Family.PICTURE, Family.DOCUMENT, Family.TEXT)
STEP = "answer-step"
FILES = "answer-file"
SEND, REMOVE = "send", "remove:"


def _in_order(families: tuple[Family, ...]) -> tuple[Family, ...]:
    if not families:
        message = "Say what may be sent."
        raise ValueError(message)
    return tuple(family for family in Family if family in families)


class FileAnswer(MarkedItem):
    """One file or several, each named in the answer by the hash of its bytes.

    The bytes are sent by themselves (`assessments.services.upload_files`), which adds them to the
    answer; saving the answer otherwise keeps or removes what was sent.
    """

    label: ClassVar[str] = "File answer"
    response_field: ClassVar[str] = "files"
    stepwise: ClassVar[bool] = True
    takes_files: ClassVar[bool] = True

    kind: Literal["file_answer"] = "file_answer"
    guidance: str = Field(default="", max_length=2000)
    accepts: Annotated[tuple[Family, ...], AfterValidator(_in_order)]
    max_files: int = Field(default=1, ge=1, le=MOST_FILES)
    max_megabytes: int = Field(default=10, ge=1, le=MOST_MEGABYTES)

    @property
    def max_bytes(self) -> int:
        """The size that no file may pass."""
        return self.max_megabytes * MEGABYTE

    @property
    def files_asked(self) -> str:
        """Say how many files of which kind and size may be sent."""
        many = "One file" if self.max_files == 1 else f"Up to {self.max_files} files"
        each = "" if self.max_files == 1 else " each"
        return f"{many}: {named(self.accepts)}; at most {self.max_megabytes} MB{each}."

    @property
    def suffixes(self) -> str:
        """The endings and types of what may be sent, as browsers ask for them."""
        allowed = formats_of(self.accepts)
        return ",".join(
            [*(each.suffix for each in allowed), *(each.plain_type for each in allowed)]
        )

    def takes(self, name: str) -> bool:
        """Whether files of a format may be sent."""
        return name in FORMATS and bool(FORMATS[name].families & {*self.accepts})

    def size_problem(self, size: int) -> str:
        """Say why a file of so many bytes cannot be taken, "" if it can."""
        if not size:
            return "is empty"
        if size > self.max_bytes:
            return f"is too large: {size_words(size)}, at most {self.max_megabytes} MB are taken"
        return ""

    def read_form(self, posted: Posted, held: Response | None = None) -> Response | None:
        """Return what stays of the files held: a button may take one away, nothing else does."""
        steps = posted.get(STEP, [])
        if SEND in steps and not any(posted.get(FILES, [])):  # browsers send "" for none
            raise ResponseInvalid("answer", "Choose a file first, then send it.")
        gone = {step.removeprefix(REMOVE) for step in steps}
        staying = [each.model_dump() for each in self.files(held) if each.sha256 not in gone]
        return self.check({self.response_field: staying}) if posted else None

    def as_posted(self, value: Any) -> dict[str, list[str]]:
        """Return no fields: files that are held stay by themselves."""
        return {}

    def normalise(self, value: object) -> list[dict[str, Any]] | None:
        """Accept a list of files as uploads return them, each once."""
        if value is None:
            return None
        if not isinstance(value, list):
            raise ResponseInvalid("answer", "Give a list of files.")
        found = [self._file(each) for each in value]
        if len(found) > self.max_files:
            most = "one file" if self.max_files == 1 else f"{self.max_files} files"
            message = f"Too many files: {len(found)}, at most {most} can be handed in."
            raise ResponseInvalid("answer", message)
        if len({each.sha256 for each in found}) < len(found):
            raise ResponseInvalid("answer", "The same file stands twice in this answer.")
        return [each.model_dump() for each in found] or None

    def _file(self, value: object) -> HeldFile:
        try:
            found = HeldFile.model_validate(value)
        except ValidationError as error:
            raise ResponseInvalid("answer", "This names no file that was sent.") from error
        if not self.takes(found.format) or self.size_problem(found.size):
            raise ResponseInvalid("answer", f"“{found.name}” cannot be handed in here.")
        return found

    def files(self, response: object) -> tuple[HeldFile, ...]:
        """Return the files of an answer in the order in which they were sent."""
        checked = self.check(response)
        return tuple(map(HeldFile.model_validate, checked["files"])) if checked else ()

    def told(self, response: object) -> str:
        """Return a line for each file, under a neutral name."""
        return "\n".join(
            f"{file.neutral_name(number)}: {file.kind.label}, {file.size_told}, "
            f"SHA-256 {file.short_hash}…"
            for number, file in enumerate(self.files(response), start=1)
        )

    def measure(self, response: object) -> str:
        """Say how many files there are, beside what was asked for."""
        count = len(self.files(response))
        return f"{count} file{'' if count == 1 else 's'}. Asked for: {self.files_asked}"

    def details(self, arrangement: Arrangement = NO_ARRANGEMENT) -> dict[str, Any]:
        """Return guidance and limits beside the criteria."""
        return {
            **super().details(arrangement),
            "guidance": self.guidance,
            "accepts": [family.value for family in self.accepts],
            "max_files": self.max_files,
            "max_megabytes": self.max_megabytes,
        }
