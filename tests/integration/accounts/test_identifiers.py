"""Identifiers at rest: encrypted, masked, bound to their person, and every look at them noted."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.domain.identifiers import IdentifierInvalid, Kind
from accounts.models import Consent, Identifier, IdentifierEvent
from accounts.queries import (
    allowed_by,
    consents_of,
    identifier_events_of,
    identifiers_of,
)
from accounts.services import (
    give_consent,
    keep_identifier,
    remove_identifier,
    reveal_identifier,
    revoke_consent,
)
from common.encryption import CannotDecrypt
from tests.factories.outcomes import a_person
from tests.refusals import assert_append_only, change, insert_copy, refused

NPI = "1234567893"
NOW = timezone.now()


@pytest.fixture
def person():
    return a_person(profession="physician")


def keep(person, kind=Kind.NPI, value=NPI, issuer="", **by) -> Identifier:
    return keep_identifier(
        person=person, kind=kind, value=value, issuer=issuer, at=NOW, **{"by": person, **by}
    )


def told(person) -> list[tuple[str, str]]:
    return [(event.kind, event.action) for event in identifier_events_of(person)]


def test_database_holds_no_plain_value(person):
    keep(person)
    keep(person, Kind.BIRTH_DAY, "0412")
    keep(person, Kind.LICENCE, "ME0099123", "FL")
    with connection.cursor() as cursor:
        cursor.execute("SELECT i::text FROM accounts_identifier i")
        rows = "\n".join(row for (row,) in cursor.fetchall())
        cursor.execute("SELECT e::text FROM accounts_identifierevent e")
        rows += "\n".join(row for (row,) in cursor.fetchall())
    assert "•••••••893" in rows  # what may be there is
    for value in (NPI, '"0412"', ",0412,", "ME0099123"):
        assert value not in rows


def test_value_comes_back_to_its_owner_alone_and_is_noted(person):
    kept = keep(person)
    assert kept.masked == "•••••••893"
    assert reveal_identifier(identifier=kept, by=person, at=NOW) == NPI
    assert told(person) == [("npi", "revealed"), ("npi", "added")]


def test_others_who_read_it_give_a_reason(person):
    kept, staff = keep(person), a_person()
    with refused("accounts_identifierevent_reason_of_others"):
        reveal_identifier(identifier=kept, by=staff, at=NOW)
    reveal_identifier(identifier=kept, by=staff, at=NOW, reason="The board rejected it")
    event = identifier_events_of(person)[0]
    assert (event.by, event.reason) == (staff, "The board rejected it")


def test_same_value_again_changes_nothing_and_another_replaces_it(person):
    keep(person)
    keep(person, value="123-456-7893")
    assert told(person) == [("npi", "added")]
    keep(person, value="1245319599")
    assert told(person) == [("npi", "changed"), ("npi", "added")]
    [kept] = identifiers_of(person)
    assert kept.masked == "•••••••599"


def test_wrong_value_is_refused_and_nothing_lost(person):
    keep(person)
    with pytest.raises(IdentifierInvalid):
        keep(person, value="1234567890")
    assert identifiers_of(person).get().masked == "•••••••893"


def test_removed_identifier_leaves_its_story(person):
    remove_identifier(identifier=keep(person), by=person, at=NOW)
    assert not identifiers_of(person)
    assert told(person) == [("npi", "removed"), ("npi", "added")]


def test_sealed_value_of_another_person_does_not_open(person):
    mine, theirs = keep(person), keep(a_person(), value="1245319599")
    change(mine, sealed=theirs.sealed)
    mine.refresh_from_db()
    with pytest.raises(CannotDecrypt):
        reveal_identifier(identifier=mine, by=person, at=NOW)
    assert told(person) == [("npi", "added")]


def test_keys_are_changed_by_a_command(person, settings, capsys):
    settings.ENCRYPTION_KEYS = ["old"]
    kept = keep(person)
    settings.ENCRYPTION_KEYS = ["new", "old"]
    call_command("encrypt_identifiers")
    call_command("encrypt_identifiers")
    assert capsys.readouterr().out.startswith("1 identifiers")
    settings.ENCRYPTION_KEYS = ["new"]
    kept.refresh_from_db()
    assert reveal_identifier(identifier=kept, by=person, at=NOW) == NPI


def test_one_statement_says_what_is_allowed(person, django_assert_num_queries):
    keep(person)
    keep(person, Kind.LICENCE, "ME0099123", "FL")
    give_consent(person=person, subject="report:pars", wording="Yes.", version=1, at=NOW)
    give_consent(person=person, subject="report:nabp", wording="Yes.", version=1, at=NOW)
    revoke_consent(person=person, subject="report:nabp", at=NOW)
    allowed_by(person.pk)
    with django_assert_num_queries(1):
        found = allowed_by(person.pk)
    assert found.has_name
    assert found.identifiers == {("npi", ""), ("licence", "FL")}
    assert found.subjects == {"report:pars"}
    nobody = allowed_by(a_person().pk)
    assert (nobody.identifiers, nobody.subjects) == (frozenset(), frozenset())


def test_consent_is_given_once_taken_back_and_given_anew(person):
    def give():
        return give_consent(person=person, subject="report:pars", wording="Yes.", version=1, at=NOW)

    first = give()
    assert give() == first
    revocation = revoke_consent(person=person, subject="report:pars", at=NOW)
    assert revocation.revokes == first
    assert revoke_consent(person=person, subject="report:pars", at=NOW) is None
    assert give() != first
    assert [hasattr(each, "revoked_by") for each in consents_of(person)] == [False, True]


def test_log_and_consents_are_append_only(person):
    keep(person)
    consent = give_consent(person=person, subject="x", wording="Yes.", version=1, at=NOW)
    assert_append_only(IdentifierEvent.objects.get())
    assert_append_only(consent)


def test_person_has_one_identifier_of_a_kind_and_issuer(person):
    with refused("accounts_identifier_once_per_issuer"):
        insert_copy(keep(person))


def test_kind_is_known(person):
    with refused("accounts_identifier_kind_known"):
        change(keep(person), kind="shoe_size")


@pytest.mark.parametrize(("kind", "issuer"), [("npi", "FL"), ("licence", ""), ("board_id", "")])
def test_issuer_is_named_where_there_are_several(person, kind, issuer):
    with refused("accounts_identifier_issuer_where_there_are_several"):
        change(keep(person), kind=kind, issuer=issuer)


def test_whole_value_is_no_mask(person):
    with refused("accounts_identifier_masked"):
        change(keep(person), masked=NPI)


def test_consent_is_taken_back_once_and_not_by_itself(person):
    consent = give_consent(person=person, subject="x", wording="Yes.", version=1, at=NOW)
    revocation = revoke_consent(person=person, subject="x", at=NOW)
    with refused("accounts_consent_revokes_id_key"):
        insert_copy(revocation)
    with refused("accounts_consent_not_its_own_revocation"):
        Consent.objects.create(
            pk=10**9,
            revokes_id=10**9,
            person=person,
            subject="x",
            wording="",
            wording_version=1,
            at=NOW,
        )
    assert consent.revoked_by == revocation
