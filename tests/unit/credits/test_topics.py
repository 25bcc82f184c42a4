"""One vocabulary of topics: a requirement and an offer mean the same by the same word."""

from pathlib import Path

import yaml

from credits.domain.topics import CREDIT_TOPICS, topic_named

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
