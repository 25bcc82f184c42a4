"""The file format of `python -m assessments.domain.statistics`, and its figures as exact fractions."""

import json
import subprocess
import sys
from contextlib import suppress
from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given, strategies as st

from assessments.domain.statistics.__main__ import main
from assessments.domain.statistics.sheet import SheetInvalid, read, report
from lms.settings import BASE_DIR

MARKS = ["q1,q2,q3", "1,2,1", "1,2,0.5", "0,1,0.25", "1,,0", "0,0,1", "1,1,0"]


def fractions(lines):
    rows = [[Fraction(cell or "0") for cell in line.split(",")] for line in lines[2:]]
    return [list(column) for column in zip(*rows, strict=True)], [sum(row) for row in rows]


def mean(values):
    return sum(values, Fraction(0)) / len(values)


def covariance(x, y):
    mx, my = mean(x), mean(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / (len(x) - 1)


def test_item_figures_are_those_of_exact_fractions():
    columns, totals = fractions(MARKS)
    covariances = [covariance(column, totals) for column in columns]
    whole = sum(sqrt(each) for each in covariances if each >= 0)
    for x, worth, shared, told in zip(
        columns, [1, 2, 1], covariances, report(read(MARKS))["items"], strict=True
    ):
        y = [total - mark for total, mark in zip(totals, x, strict=True)]
        spread = sqrt(covariance(x, x) * covariance(y, y))
        assert told["facility"] == pytest.approx(float(mean(x) / worth))
        assert told["sd"] == pytest.approx(sqrt(covariance(x, x)))
        assert told["discrimination_index"] == pytest.approx(100 * float(covariance(x, y)) / spread)
        assert told["discriminative_efficiency"] == pytest.approx(
            float(100 * covariance(x, y) / covariance(sorted(x), sorted(y)))
        )
        assert told["negative_covariance"] is (shared < 0)
        assert told["effective_weight"] == (
            None if shared < 0 else pytest.approx(100 * sqrt(shared) / whole)
        )


def test_test_figures_are_those_of_exact_fractions():
    columns, totals = fractions(MARKS)
    s, middle = len(totals), mean(totals)
    m2, m3, m4 = (mean([(total - middle) ** power for total in totals]) for power in (2, 3, 4))
    k2, k3 = s * m2 / (s - 1), s**2 * m3 / ((s - 1) * (s - 2))
    k4 = s**2 * ((s + 1) * m4 - 3 * (s - 1) * m2**2) / ((s - 1) * (s - 2) * (s - 3))
    alpha = Fraction(3, 2) * (1 - sum(covariance(x, x) for x in columns) / k2)
    told = report(read(MARKS))["test"]
    assert told["mean"] == pytest.approx(float(middle))
    assert told["sd"] == pytest.approx(sqrt(k2))
    assert told["skewness"] == pytest.approx(float(k3) / float(k2) ** 1.5)
    assert told["kurtosis"] == pytest.approx(float(k4 / k2**2))
    assert told["cic"] == pytest.approx(float(100 * alpha))
    assert told["error_ratio"] == pytest.approx(100 * sqrt(1 - alpha))
    assert told["standard_error"] == pytest.approx(sqrt(1 - alpha) * sqrt(k2))


def test_blank_is_no_answer_and_earns_nothing():
    told = report(read(MARKS))["items"][1]
    assert (told["attempts"], told["answered"], told["unanswered"]) == (5, 4, 1)
    assert told["facility"] == pytest.approx(4 / 10)


def test_one_item_may_be_left_blank_on_a_line_of_its_own():
    told = report(read(["q1", "1", "1", "", "0"]))["items"][0]
    assert (told["attempts"], told["answered"]) == (3, 2)


def test_empty_lines_between_several_items_are_no_attempts():
    assert report(read([*MARKS, "", ""]))["test"]["attempts"] == 5


def test_marks_below_nothing_are_read():
    """Certainty-based marking takes points away."""
    assert report(read(["q1,q2", "3,3", "-6,3", "3,3"]))["items"][0]["facility"] == -0.5


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "Line 1: the header is missing"),
        (["a,,c"], "Line 1: item 2 has no name"),
        (["a,b,a"], "Line 1: two items are called “a”"),
        (["a,b"], "Line 2: the maximum marks are missing"),
        (["a,b", "1,"], "Line 2: each item needs a maximum mark"),
        (["a,b", "1,-1"], "Line 2: each item needs a maximum mark"),
        (["a,b", "1,1", "1,1", "1,one"], "Line 4: “one” is no number"),
        (["a,b", "1,1", "1,nan"], "Line 3: “nan” is no number"),
        (["a,b", "1,1", "inf,1"], "Line 3: “inf” is no number"),
        (["a,b", "1,1", "1"], "Line 3: 1 cells, but the header names 2 items"),
        (["a,b", "1,1", "", "1,1.5"], "Line 4: 1.5 is above the maximum of “b”"),
        (["a,b", "1,1", '"1,1'], "Line 3: this is no CSV"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(lines, message):
    with pytest.raises(SheetInvalid, match=f"^{message}"):
        read(lines)


@given(st.text(alphabet='01,.-\n"aé', max_size=40))
def test_any_text_is_read_or_refused_with_a_line(text):
    with suppress(SheetInvalid):
        json.dumps(report(read(text.splitlines(keepends=True))), allow_nan=False)


@pytest.mark.parametrize("attempts", [0, 1, 2])
def test_few_attempts_leave_figures_empty(attempts):
    told = report(read(["a,b", "1,1", *["1,0"] * attempts]))
    item, test = told["items"][0], told["test"]
    assert item["facility"] == (1 if attempts else None)
    assert item["discrimination_index"] is None
    assert test["sd"] == (0 if attempts > 1 else None)
    assert (test["cic"], test["skewness"], test["kurtosis"]) == (None, None, None)


def test_kr20_is_told_where_marks_are_0_or_1():
    lines = ["a,b", "1,1", "1,1", "0,0", "1,0", "0,1", "1,1"]
    told = report(read(lines))["test"]
    assert told["kr20"] == told["alpha"]
    assert report(read(MARKS))["test"]["kr20"] is None


def test_command_runs_without_django(tmp_path):
    (tmp_path / "marks.csv").write_text("\ufeff" + "\n".join(MARKS) + "\n", encoding="utf-8")
    code = (
        "import runpy, sys; sys.argv[1:] = ['marks.csv'];"
        "sys.path.insert(0, sys.argv.pop(0) and '" + str(BASE_DIR) + "'); sys.argv.insert(0, 'x');"
        "sys.modules['django'] = None;"
        "runpy.run_module('assessments.domain.statistics', run_name='__main__')"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert json.loads(found.stdout) == report(read(MARKS))


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"a,b\n1,1\n1,x\n", "Line 3: “x”"), (b"\xff\xfe", "no UTF-8"), (None, "No such file")],
)
def test_command_says_in_one_line_what_is_wrong(tmp_path, capsys, content, message):
    path = tmp_path / "marks.csv"
    if content is not None:
        path.write_bytes(content)
    assert main([str(path)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert message in said.err
    assert said.err.count("\n") == 1
