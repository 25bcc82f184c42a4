"""`bin/bench statistics`: the CPU time of every statistic of 100,000 attempts at 50 items."""

import sys
import time

import numpy as np

from assessments.domain.statistics import item_figures, mark_figures
from lms.bench.machine import machine

ATTEMPTS, ITEMS = 100_000, 50
WANTED = 2.0
SEED = 27


def main() -> int:
    """Measure and print; 1 if it takes longer than it may."""
    marks, points = some_marks(), [1.0] * ITEMS
    began = time.process_time()
    item_figures(marks, points)
    mark_figures(marks, points)
    took = time.process_time() - began
    print(f"{ATTEMPTS:,} attempts at {ITEMS} items on {machine()}")
    print(f"{took:.2f} s of CPU, wanted under {WANTED:.0f} s")
    return int(took >= WANTED)


def some_marks() -> np.ndarray:
    """Return marks of 0 and 1: people differ in ability, items in difficulty."""
    dice = np.random.default_rng(SEED)
    ability, difficulty = dice.normal(size=(ATTEMPTS, 1)), dice.normal(size=ITEMS)
    return (ability - difficulty > dice.logistic(size=(ATTEMPTS, ITEMS))).astype(np.float64)


if __name__ == "__main__":
    sys.exit(main())
