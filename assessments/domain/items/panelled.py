"""Kinds of question whose key is what a panel of experts answered."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from assessments.domain.items.base import Item, Response


@dataclass(frozen=True)
class Told:
    """What an expert answered: a point, None if it is outside their field, and why."""

    step: int | None
    reason: str = ""


class PanelledItem(Item):
    """A question that is put to experts before it is put to learners."""

    @property
    @abstractmethod
    def heading(self) -> str:
        """What the question is about, in a line."""

    @property
    @abstractmethod
    def points(self) -> tuple[str, ...]:
        """The points of the scale from the lowest to the highest, in words."""

    @abstractmethod
    def for_experts(self) -> Self:
        """Return the question as experts meet it: with no panel, a way out and a reason asked."""

    @abstractmethod
    def told(self, response: Response) -> Told:
        """Return what a checked response says."""

    @abstractmethod
    def answered_with(self, told: Told) -> Response:
        """Return the response that says this: the inverse of `told`."""

    @abstractmethod
    def with_panel(self, panel: Mapping[str, Any]) -> Self:
        """Return the question with the counts of a panel."""
