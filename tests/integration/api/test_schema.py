"""The schema describes the API and nothing else, and reads without a warning."""

import io

import pytest
import yaml
from django.core.management import call_command


@pytest.fixture
def schema(client):
    return yaml.safe_load(client.get("/api/v1/schema/").content)


def test_schema_is_openapi_31_of_our_own_addresses(schema):
    assert schema["openapi"].startswith("3.1")
    assert all(path.startswith("/api/v1/") for path in schema["paths"])
    assert "/api/v1/attempts/{id}/answers/{position}/" in schema["paths"]


def test_schema_reads_without_warning():
    problems = io.StringIO()
    call_command(
        "spectacular", urlconf="api.v1.urls", validate=True, fail_on_warn=True, stdout=problems
    )


def test_every_operation_says_how_it_fails(schema):
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert {"400", "401", "404", "429"} <= set(operation["responses"]), (method, path)


def test_docs_page_answers(client):
    assert client.get("/api/v1/docs/").status_code == 200
