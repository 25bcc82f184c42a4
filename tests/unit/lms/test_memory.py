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
