"""Topics that part of a credit can be on: the words that offers and requirements share.

A requirement counts an offer's hours on a topic only if both use the same word, so no other word
is taken (tests/unit/credits/test_topics.py holds that for the requirements of the seed).
"""

from decimal import Decimal, InvalidOperation

CREDIT_TOPICS = (
    "buprenorphine",
    "child abuse",
    "child abuse (Pennsylvania list)",
    "clinician well-being",
    "controlled substances",
    "cultural competency",
    "dementia",
    "domestic violence",
    "electronic health records",
    "end-of-life care",
    "ethics",
    "geriatric medicine",
    "health equity",
    "HIV/AIDS",
    "human trafficking",
    "implicit bias",
    "infection control",
    "laws and rules",
    "maintenance of certification",
    "opioid prescribing",
    "opioid use disorder",
    "pain management",
    "patient safety",
    "pharmacology",
    "risk management",
    "sexual harassment prevention",
    "substance use disorder",
    "suicide prevention",
    "workplace impairment",
)
MOST = Decimal(1000)
_BY_KEY = {topic.casefold(): topic for topic in CREDIT_TOPICS}


def topic_named(text: str) -> str | None:
    """Return the topic as the list writes it, None if it has no such topic."""
    return _BY_KEY.get(" ".join(text.split()).casefold())


def share_in(text: str) -> Decimal | None:
    """Return the part of a credit that somebody wrote, None for what is none.

    Two places at most, and nothing out of all proportion: 1e999999999 would be written out in full.
    """
    try:
        share = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not share.is_finite() or not 0 < share <= MOST:
        return None
    return share if share == round(share, 2) else None
