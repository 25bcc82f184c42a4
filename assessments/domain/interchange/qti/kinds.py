"""How each kind of question is written: importing this module registers them all."""

from assessments.domain.interchange.qti import (
    write_choices,
    write_cloze,
    write_entries,
    write_pairs,
    write_pictures,
    write_sets,
)
from assessments.domain.interchange.qti.written import Written, write_kind

__all__ = [
    "Written",
    "write_choices",
    "write_cloze",
    "write_entries",
    "write_kind",
    "write_pairs",
    "write_pictures",
    "write_sets",
]
