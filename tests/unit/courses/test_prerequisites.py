"""What leads in a circle."""

import pytest

from courses.domain.prerequisites import leads_back


@pytest.mark.parametrize(
    ("first", "asks", "expected"),
    [
        (1, {}, True),
        (2, {}, False),
        (2, {2: {1}}, True),
        (2, {2: {3}, 3: {4, 1}}, True),
        (2, {2: {3}, 3: {2}}, False),  # a circle that others made
        (2, {1: {2}, 3: {1}}, False),
    ],
)
def test_asking_for_what_asks_for_oneself_leads_back(first, asks, expected):
    assert leads_back(1, first, asks) is expected
