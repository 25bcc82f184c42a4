"""What is said after an answer, whatever it was: the rationale, and reasons of single parts."""

from collections.abc import Collection, Mapping, Sequence

from assessments.domain.interchange.qti.body import REASON, Body
from assessments.domain.interchange.qti.marking import understood
from assessments.domain.interchange.qti.values import Value
from assessments.domain.interchange.safe_xml import Node


def hear_all(
    body: Body, responses: Sequence[Mapping[str, Value]], parts: Collection[str] = ()
) -> dict[str, str]:
    """Return what is said to each of these responses: "" has the rationale as HTML.

    Reasons of single parts stand under the parts' identifiers. What is said to some answers only
    is noted as lost.
    """
    said = understood(
        lambda: [body.said(each) for each in responses],
        body.notes,
        "feedback did not come across.",
    )
    if not said:
        return {"": ""}
    always = [node for node in said[0] if all(node in each for each in said)]
    if any(node not in always for each in said for node in each):
        body.notes.lost("Feedback to some answers only did not come across.")
    return {
        "": body.rationale([node for node in always if _part(node) not in parts]),
        **{part: body.reasons([n for n in always if _part(n) == part]) for part in parts},
    }


def _part(node: Node) -> str:
    identifier = node.get("identifier", "")
    return identifier.removeprefix(REASON) if identifier.startswith(REASON) else ""
