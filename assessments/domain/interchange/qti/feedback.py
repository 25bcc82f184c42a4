"""What an item says afterwards, and the rule that says it."""

from xml.etree import ElementTree as ET

from assessments.domain.interchange.markup import escaped, lines
from assessments.domain.interchange.qti.body import REASON
from assessments.domain.interchange.qti.elements import base, blocks, el, variable
from assessments.domain.interchange.qti.written import Written

FEEDBACK = "FEEDBACK"
GENERAL = "general"


def feedbacks_of(rationale: str, written: Written) -> list[ET.Element]:
    """Return the feedback to what was picked, to the parts and to the whole."""
    shown = [(key, blocks(_paragraph(reason))) for key, reason in written.picked.items()]
    shown += [(REASON + key, blocks(_paragraph(text))) for key, text in written.parts.items()]
    shown.append((GENERAL, blocks(rationale)))
    return [
        el(
            "modalFeedback",
            *content,
            outcomeIdentifier=FEEDBACK,
            identifier=identifier,
            showHide="show",
        )
        for identifier, content in shown
        if content
    ]


def _paragraph(text: str) -> str:
    plain = escaped(lines(text))
    return f"<p>{plain}</p>" if plain else ""


def declared_feedback() -> ET.Element:
    """Return the declaration of the outcome that brings feedback about."""
    return el(
        "outcomeDeclaration", identifier=FEEDBACK, cardinality="multiple", baseType="identifier"
    )


def feedback_rule(written: Written, feedbacks: list[ET.Element]) -> ET.Element:
    """Return the rule that shows what is for every answer, and what is for the one given."""
    always = [each.get("identifier", "") for each in feedbacks]
    shown = [base(each, "identifier") for each in always if each not in written.picked]
    picked = [variable()] if written.picked else []
    return el("setOutcomeValue", el("multiple", *picked, *shown), identifier=FEEDBACK)
