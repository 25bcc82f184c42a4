"""Pages of the catalogue, told with what each filter would leave."""

from typing import Any

from rest_framework.response import Response

from api.pagination import Pagination
from learners.queries import Catalogue


class CataloguePagination(Pagination):
    """Pages of the catalogue, with what was searched for and how many each filter would leave."""

    found: Catalogue

    def get_paginated_response(self, data: Any) -> Response:
        answer = super().get_paginated_response(data)
        counts = self.found.selection.counts
        answer.data["searched_for"] = self.found.search.text
        answer.data["ignored"] = [
            {"parameter": name, "value": value} for name, value in self.found.asked.refused
        ]
        answer.data["facets"] = {name: dict(counts.get(name, {})) for name in sorted(counts)}
        return answer

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        described = super().get_paginated_response_schema(schema)
        text = {"type": "string"}
        described["required"] = [
            *described.get("required", ()),
            "searched_for",
            "ignored",
            "facets",
        ]
        described["properties"] |= {
            "searched_for": text
            | {"description": "The words that were searched for, mended if need be."},
            "ignored": {
                "type": "array",
                "description": "Values of filters that mean nothing here.",
                "items": {
                    "type": "object",
                    "properties": {"parameter": text, "value": text},
                    "required": ["parameter", "value"],
                },
            },
            "facets": {
                "type": "object",
                "description": "By filter and value: how many activities it would leave beside the other filters.",
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": {"type": "integer"},
                },
            },
        }
        return described
