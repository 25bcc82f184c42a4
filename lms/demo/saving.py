"""How simulated learners save what they answer: step by step, and files by themselves."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile

from assessments.domain.items import Item
from assessments.models import Attempt
from assessments.services import save_answer, upload_files
from lms.demo.responses import file_for, saved_one_by_one


def save_response(
    *,
    attempt: Attempt,
    position: int,
    item: Item,
    response: dict[str, Any] | None,
    right: bool,
    operation: Callable[[], UUID],
    at: datetime,
) -> None:
    """Save a response as its learner would have; of files, `right` says what is in them."""
    if item.takes_files:
        name, content = file_for(item, right=right)
        upload_files(
            attempt=attempt,
            position=position,
            files=[ContentFile(content, name=name)],
            operation=operation(),
            at=at,
        )
        return
    for saved in saved_one_by_one(item, response):
        save_answer(
            attempt=attempt, position=position, response=saved, operation=operation(), at=at
        )
