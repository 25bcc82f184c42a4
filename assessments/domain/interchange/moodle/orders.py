"""Moodle's nine ways of grading an order, by their names in its files."""

from collections.abc import Mapping

from assessments.domain.sequences import Scheme

ORDERS: Mapping[str, Scheme] = {
    "ALL_OR_NOTHING": Scheme.ALL_OR_NOTHING,
    "ABSOLUTE_POSITION": Scheme.PLACES,
    "RELATIVE_NEXT_EXCLUDE_LAST": Scheme.NEXT,
    "RELATIVE_NEXT_INCLUDE_LAST": Scheme.NEXT_AND_LAST,
    "RELATIVE_ONE_PREVIOUS_AND_NEXT": Scheme.NEIGHBOURS,
    "RELATIVE_ALL_PREVIOUS_AND_NEXT": Scheme.PAIRS,
    "LONGEST_ORDERED_SUBSET": Scheme.LONGEST_SEQUENCE,
    "LONGEST_CONTIGUOUS_SUBSET": Scheme.LONGEST_RUN,
    "RELATIVE_TO_CORRECT": Scheme.DISTANCE,
}
