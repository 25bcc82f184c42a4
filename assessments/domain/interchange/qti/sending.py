"""Uploads as file answers."""

from typing import Any

from assessments.domain.files import families_named
from assessments.domain.interchange.portable import build
from assessments.domain.interchange.qti.body import Body
from assessments.domain.interchange.qti.hearing import hear_all
from assessments.domain.interchange.rubrics import marking_fields
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.items import Item
from assessments.domain.items.file_answer import USUAL, FileAnswer


def read_upload(body: Body, interaction: Node) -> Item:
    """Return a question that takes one file of the types named; where none is, of the usual ones."""
    fields: dict[str, Any] = body.asked(interaction)
    fields["rationale"] = hear_all(body, [{interaction.get("responseIdentifier", ""): "x"}])[""]
    types = interaction.get("type", "").split()
    accepts = families_named(types)
    if types and not accepts:
        body.notes.lost(f"Files of the type {types[0][:60]} cannot be sent; the usual ones can.")
    return build(
        FileAnswer,
        accepts=accepts or USUAL,
        **marking_fields(body.for_markers, body.notes),
        **fields,
    )
