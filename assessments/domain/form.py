"""A form: the questions of one attempt as drawn, ordered and shuffled at its start."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from assessments.domain.decimals import Points
from assessments.domain.items import Item


class FormItem(BaseModel):
    """One question in its place; `arrangement` is the realised order of its options, or its values."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    position: int = Field(ge=1)
    slot: int = Field(ge=1)
    question_version: int
    points: Points
    arrangement: dict[str, list[str]] = {}

    def asks(self, items: Mapping[int, Item]) -> Item:
        """Return the question as it is asked here; `items` by question version."""
        return items[self.question_version].realised(self.arrangement)


_FORM = TypeAdapter(tuple[FormItem, ...])


def load_form(stored: Iterable[Any]) -> tuple[FormItem, ...]:
    """Read a form from stored JSON."""
    return _FORM.validate_python(tuple(stored))


def dump_form(form: Iterable[FormItem]) -> list[dict[str, Any]]:
    """Write a form as JSON, points as text."""
    return [item.model_dump(mode="json") for item in form]
