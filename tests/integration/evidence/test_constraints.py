"""The constraint of `evidence` broken on purpose, past every check in Python."""

from tests.factories.authoring import a_reference
from tests.refusals import insert_copy, refused


def test_source_is_kept_once():
    source = a_reference(doi="10.1000/xyz123")
    with refused("evidence_reference_doi_once"):
        insert_copy(source)


def test_sources_without_doi_may_be_many():
    insert_copy(a_reference(doi=""))
