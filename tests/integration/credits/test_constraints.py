"""Each constraint of `credits` broken on purpose, past every check in Python."""

from datetime import timedelta
from decimal import Decimal

import pytest

from credits.models import Certificate, CreditOffer, CreditType, Diplomate, Entry, Reflection
from credits.services import reverse_credit
from tests.factories.certificates import a_certificate, an_entry
from tests.factories.outcomes import a_person
from tests.refusals import assert_append_only, change, insert_copy, refused


@pytest.fixture
def entry() -> Entry:
    return an_entry()


@pytest.fixture
def offer(entry) -> CreditOffer:
    return entry.offer


def test_credit_type_has_a_positive_step(entry):
    with refused("credits_credittype_increment_positive"):
        change(entry.credit_type, increment=0)


def test_credit_type_code_is_used_once(entry):
    with refused("credits_credittype_code_key"):
        insert_copy(entry.credit_type)


def test_activity_has_one_open_offer_of_a_type(offer):
    with refused("credits_creditoffer_one_open_per_type"):
        insert_copy(offer)
    insert_copy(offer, withdrawn_at=offer.designated_at)


def test_offer_gives_something(offer):
    with refused("credits_creditoffer_amount_positive"):
        change(offer, amount=0)


def test_offer_ends_after_it_begins(offer):
    with refused("credits_creditoffer_ends_after_it_begins"):
        change(offer, valid_until=offer.valid_from - timedelta(days=1))


def test_credit_is_never_designated_afterwards(offer):
    with refused("credits_creditoffer_designated_beforehand"):
        change(offer, designated_at=offer.designated_at + timedelta(days=1))


def test_completion_gives_a_credit_type_once(entry):
    with refused("credits_entry_source_key"):
        insert_copy(entry)


def test_negative_entry_must_take_something_back(entry):
    with refused("credits_entry_negative_only_as_reversal"):
        insert_copy(entry, source="forged", amount=Decimal("-1.00"))


def test_positive_entry_takes_nothing_back(entry):
    with refused("credits_entry_negative_only_as_reversal"):
        insert_copy(entry, source="forged", reverses_id=entry.pk)


def test_entry_of_nothing_is_no_entry(entry):
    with refused("credits_entry_negative_only_as_reversal"):
        insert_copy(entry, source="forged", amount=0)


def test_entry_is_taken_back_once(entry):
    reversal = reverse_credit(entry=entry, reason="Recorded in error", at=entry.awarded_at)
    with refused("credits_entry_reverses_id_key"):
        insert_copy(reversal, source="forged")


def test_entry_does_not_take_itself_back(entry):
    following = Entry.objects.order_by("pk").last().pk + 1
    with refused("credits_entry_not_its_own_reversal"):
        forged = Entry.objects.get(pk=entry.pk)
        forged.pk = following
        forged.source, forged.amount, forged.reverses_id = "forged", Decimal("-1.00"), following
        forged.save(force_insert=True)


def test_ledger_is_append_only(entry):
    assert_append_only(entry)


def test_entry_has_one_certificate(entry):
    certificate = a_certificate(entry)
    with refused("credits_certificate_entry_id_key"):
        insert_copy(certificate, code="2222-2222-2222")


def test_code_is_given_once():
    certificate, other = a_certificate(), an_entry()
    with refused("credits_certificate_code_key"):
        Certificate.objects.create(
            entry=other,
            code=certificate.code,
            printed={},
            file=certificate.file.name,
            sha256=certificate.sha256,
            issued_at=certificate.issued_at,
        )


def test_certificates_are_append_only(entry):
    assert_append_only(a_certificate(entry))


def test_credit_type_rounds_in_a_known_way_from_minutes(entry):
    with refused("credits_credittype_rounding_known"):
        change(entry.credit_type, rounding="up")
    with refused("credits_credittype_minutes_positive"):
        change(entry.credit_type, minutes_per_credit=0)


def test_universal_activity_number_is_well_formed_and_used_once(entry, offer):
    with refused("credits_creditoffer_uan_well_formed"):
        change(offer, uan="0999-0000-26-001-X01-P")
    change(offer, uan="0999-0000-26-001-H01-P")
    offer.refresh_from_db()
    other = CreditType.objects.exclude(pk=offer.credit_type_id).first()
    with refused("credits_creditoffer_uan_once"):
        insert_copy(offer, credit_type_id=other.pk)


def test_pars_id_has_nine_digits(offer):
    with refused("credits_creditoffer_pars_id_nine_digits"):
        change(offer, pars_id="12345678")


def test_learner_names_a_board_once():
    named = Diplomate.objects.create(learner=a_person(), board="ABP")
    with refused("credits_diplomate_once"):
        insert_copy(named)


def test_reflection_says_something_and_never_changes(entry):
    with refused("credits_reflection_not_empty"):
        Reflection.objects.create(entry=entry, text="", written_at=entry.awarded_at)
    assert_append_only(
        Reflection.objects.create(entry=entry, text="A", written_at=entry.awarded_at)
    )


def test_statement_versions_are_numbered_and_never_change(offer):
    with refused("credits_statementversion_number_once"):
        insert_copy(offer.statement_version)
    assert_append_only(offer.statement_version)
