"""Marks in a CSV file: item names, maximum marks, then one line an attempt.

A blank cell is a question that was not answered: it earns 0 marks and is counted as unanswered.
Marks may be negative, as under certainty-based marking, but never above their maximum.
"""

import csv
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from assessments.domain.statistics.analysis import item_figures, mark_figures
from assessments.domain.statistics.items import ItemFigures
from assessments.domain.statistics.moments import Column
from assessments.domain.statistics.totals import ScoreFigures

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAMES, MAXIMA = 1, 2


class SheetInvalid(ValueError):
    """A file that holds no marks; the message names the line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"Line {line}: {message}")


@dataclass(frozen=True)
class Sheet:
    """A matrix of marks, one row an attempt and one column an item; unanswered marks are 0."""

    names: tuple[str, ...]
    points: Column
    marks: Column
    answered: "NDArray[np.bool_]"


def read(lines: Iterable[str]) -> Sheet:
    """Read a file's lines; raise `SheetInvalid` for the first that cannot be read."""
    rows = _rows(lines)
    names = _names(*next(rows, (NAMES, [])))
    points = _maxima(*next(rows, (MAXIMA, [])), len(names))
    found, numbers = array("d"), list[int]()
    for line, row in rows:
        found.extend(_marks(line, row or [""], len(names)))
        numbers.append(line)
    marks = np.frombuffer(found, dtype=np.float64).reshape(len(numbers), len(names))
    _check_maxima(marks, names, points, numbers)
    return Sheet(names, points, np.nan_to_num(marks), ~np.isnan(marks))


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the number of their (last) line; an empty line is one blank cell."""
    reader = csv.reader(lines, strict=True)
    width = 0
    try:
        for row in reader:
            width = width or len(row)
            if row or width == 1:
                yield reader.line_num, row
    except csv.Error as error:
        raise SheetInvalid(reader.line_num, f"this is no CSV ({error}).") from error


def _names(line: int, row: list[str]) -> tuple[str, ...]:
    names = tuple(cell.strip() for cell in row)
    if not names:
        raise SheetInvalid(line, "the header is missing: the names of the items.")
    for place, name in enumerate(names, start=1):
        if not name:
            raise SheetInvalid(line, f"item {place} has no name.")
        if name in names[: place - 1]:
            raise SheetInvalid(line, f"two items are called “{name}”.")
    return names


def _maxima(line: int, row: list[str], width: int) -> Column:
    if not row:
        raise SheetInvalid(line, "the maximum marks are missing.")
    points = np.array(_marks(line, row, width), dtype=np.float64)
    if np.isnan(points).any() or (points < 0).any():
        raise SheetInvalid(line, "each item needs a maximum mark of 0 or more.")
    return points


def _marks(line: int, row: list[str], width: int) -> list[float]:
    if len(row) != width:
        raise SheetInvalid(line, f"{len(row)} cells, but the header names {width} items.")
    try:
        marks = [float(cell) for cell in row]
    except ValueError:
        return [_mark(line, cell) for cell in row]
    return marks if isfinite(sum(marks)) else [_mark(line, cell) for cell in row]


def _mark(line: int, cell: str) -> float:
    if not cell.strip():
        return nan
    try:
        mark = float(cell)
    except ValueError:
        _refuse(line, cell)
    return mark if isfinite(mark) else _refuse(line, cell)


def _refuse(line: int, cell: str) -> NoReturn:
    raise SheetInvalid(line, f"“{cell.strip()}” is no number of marks.")


def _check_maxima(
    marks: Column, names: tuple[str, ...], points: Column, numbers: Sequence[int]
) -> None:
    above = np.argwhere(marks > points)
    if len(above):
        row, column = above[0]
        message = f"{marks[row, column]:g} is above the maximum of “{names[column]}”."
        raise SheetInvalid(numbers[row], message)


def report(sheet: Sheet) -> dict[str, Any]:
    """Return every statistic as plain numbers, in marks; nothing is withheld for small numbers."""
    points = [float(each) for each in sheet.points]
    items = item_figures(sheet.marks, points)
    answered = [int(each) for each in sheet.answered.sum(axis=0)]
    return {
        "test": _test(mark_figures(sheet.marks, points), sum(points)),
        "items": [
            _item(name, worth, count, figures)
            for name, worth, count, figures in zip(
                sheet.names, points, answered, items, strict=True
            )
        ],
    }


def _test(scores: ScoreFigures, points: float) -> dict[str, Any]:
    interval = scores.alpha_interval
    return {
        "attempts": scores.attempts,
        "footing": scores.footing,
        "positions": scores.questions,
        "max": points,
        "mean": scores.mean,
        "median": scores.median,
        "sd": scores.sd,
        "skewness": scores.skewness,
        "kurtosis": scores.kurtosis,
        "alpha": scores.alpha,
        "alpha_low": interval.low if interval else None,
        "alpha_high": interval.high if interval else None,
        "alpha_confidence": interval.confidence if interval else None,
        "kr20": scores.kr20,
        "cic": scores.internal_consistency,
        "error_ratio": scores.error_ratio,
        "standard_error": scores.standard_error,
    }


def _item(name: str, points: float, answered: int, figures: ItemFigures) -> dict[str, Any]:
    return {
        "name": name,
        "max": points,
        "attempts": figures.attempts,
        "answered": answered,
        "unanswered": figures.attempts - answered,
        "facility": figures.facility,
        "sd": None if figures.sd is None else figures.sd * (points or 1),
        "discrimination_index": figures.discrimination_index,
        "discriminative_efficiency": figures.discriminative_efficiency,
        "effective_weight": figures.effective_weight,
        "negative_covariance": figures.negative_covariance,
        "point_biserial": figures.point_biserial,
        "upper": figures.upper,
        "lower": figures.lower,
        "upper_lower": figures.upper_lower,
    }
