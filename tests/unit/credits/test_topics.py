"""One vocabulary of topics: a requirement and an offer mean the same by the same word."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from credits.domain.topics import CREDIT_TOPICS, share_in, topic_named

SEED = Path("credits/seed/requirements")


def topics_in(value):
    if isinstance(value, dict):
        return [*value.get("topics", ()), *(t for each in value.values() for t in topics_in(each))]
    if isinstance(value, list):
        return [topic for each in value for topic in topics_in(each)]
    return []


def test_requirements_ask_only_for_topics_that_offers_can_name():
    asked = {t for file in SEED.glob("*.yaml") for t in topics_in(yaml.safe_load(file.read_text()))}
    assert asked
    assert asked <= set(CREDIT_TOPICS)


def test_topics_are_sorted_and_found_however_they_are_written():
    assert list(CREDIT_TOPICS) == sorted(CREDIT_TOPICS, key=str.casefold)
    assert topic_named("  hiv/aids ") == "HIV/AIDS"
    assert topic_named("astrology") is None


@pytest.mark.parametrize(
    ("text", "share"),
    [
        (" 1.5 ", "1.5"),
        ("0.25", "0.25"),
        ("1000", "1000"),
        ("1E1", "10"),
        ("1000.01", None),
        ("0.005", None),
        ("0", None),
        ("-1", None),
        ("NaN", None),
        ("sNaN", None),
        ("Infinity", None),
        ("1e999999999", None),
        ("1e-999999999", None),
        ("one", None),
        ("", None),
    ],
)
def test_share_is_a_small_number_of_hundredths(text, share):
    assert share_in(text) == (None if share is None else Decimal(share))
