"""The evaluation that every demo activity ends with."""

from typing import Any

AGREEMENT = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]
STATEMENTS = {
    "Objectives met": "The activity met its stated objectives.",
    "Relevant": "The content is relevant to my practice.",
    "Balanced": "The content was balanced, evidence-based and free of commercial bias.",
    "Intent": "I intend to change something in my practice because of this activity.",
}


def questions(commitment_prompt: str) -> list[dict[str, Any]]:
    """Return the ratings, the commitment to change and a free comment as content rows."""
    rated = [
        {
            "key": f"evaluation-{title}",
            "kind": "rating",
            "title": f"Evaluation: {title}",
            "lead_in": statement,
            "scale": AGREEMENT,
        }
        for title, statement in STATEMENTS.items()
    ]
    written = [
        _written("Commitment to change", " ".join(commitment_prompt.split())),
        _written("Comment", "What should we improve?"),
    ]
    return [{"rationale": "", "tags": ["evaluation"], **row} for row in rated + written]


def _written(title: str, prompt: str) -> dict[str, Any]:
    return {
        "key": f"evaluation-{title}",
        "kind": "comment",
        "title": f"Evaluation: {title}",
        "lead_in": prompt,
        "max_length": 2000,
    }
