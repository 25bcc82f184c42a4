"""A process stays small after it has used much."""

import subprocess
import sys

import pytest

PROGRAM = """
from lms.memory import keep_little
from threading import Thread
import argon2, psutil

if {asked}:
    keep_little()
hasher = argon2.PasswordHasher(time_cost=1, memory_cost=19_456, parallelism=1)
before = psutil.Process().memory_info().rss
for _round in range(2):
    threads = [Thread(target=hasher.hash, args=["a"]) for _thread in range(8)]
    [each.start() for each in threads]
    [each.join() for each in threads]
print((psutil.Process().memory_info().rss - before) // 1_000_000)
"""


def kept(*, asked: bool) -> int:
    program = PROGRAM.format(asked=asked)
    return int(subprocess.check_output([sys.executable, "-c", program], text=True))


@pytest.mark.skipif(sys.platform != "linux", reason="Only glibc keeps so much")
def test_memory_of_password_checks_is_given_back():
    assert kept(asked=True) < 15


STATISTICS = """
import sys
from threading import Thread
from lms.memory import load_later

load_later("numpy")
from assessments.domain import distractors, question_report, statistics
from assessments.domain.statistics import sheet, tally
from outcomes.domain import changes, effect_size, intervals, item_analysis, learning_gain

assert "numpy._core" not in sys.modules, "loaded at once"
found = []
marks = [[1.0, 0.0], [1.0, 1.0], [0.0, 0.0], [1.0, 1.0]] * 8
look = lambda: found.append(statistics.analyse(marks, [1.0, 1.0]).attempts)
threads = [Thread(target=look) for _thread in range(8)]
[each.start() for each in threads]
[each.join() for each in threads]
import numpy.linalg
print(found, intervals.mean_interval(numpy.array([1.0, 2.0, 3.0])) is not None)
"""


def test_numpy_is_loaded_once_by_the_first_who_computes():
    told = subprocess.check_output([sys.executable, "-c", STATISTICS], text=True)

    assert told == f"{[32] * 8} True\n"
