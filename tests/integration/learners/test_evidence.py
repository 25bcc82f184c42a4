"""Sealed entries and their evidence: checked offline by the script, whatever anybody changed."""

import copy
import io
import json
import subprocess
import sys
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from assessments.models import Answer, QuestionVersion
from common.signing import encoded, is_signed
from credits.models import Entry, Seal, SealedEntry
from credits.queries import inclusion_of, unsealed_entries
from credits.services import adjust_claim, reverse_credit, seal_entries
from learners.domain.evidence import as_file, problems_in
from learners.queries.audit.evidence import bundle_for
from learners.services import seal_everything, seal_ledger
from lms.settings import BASE_DIR
from tests.factories.certificates import an_entry
from tests.integration.learners.test_verify_ledger import behind_the_triggers, verify
from tests.refusals import assert_append_only, refused

SCRIPT = BASE_DIR / "bin/verify-evidence"


@pytest.fixture
def entry():
    return an_entry()


@pytest.fixture
def sealed(entry):
    claimed = adjust_claim(entry=entry, claim=Decimal("0.75"), at=timezone.now())
    an_entry()
    seal_ledger(at=timezone.now())
    return claimed


def script(tmp_path, text, *words):
    path = tmp_path / "bundle.json"
    path.write_text(text)
    return subprocess.run(
        [sys.executable, SCRIPT, path, *words],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin"},
    )


def problems(bundle):
    return [str(problem) for problem in problems_in(as_file(bundle), is_signed)]


def test_everything_is_sealed_once(sealed):
    assert not unsealed_entries().exists()
    assert SealedEntry.objects.count() == Entry.objects.count() == 4
    assert seal_ledger(at=timezone.now()) is None
    an_entry()
    assert seal_everything(at=timezone.now()) == 1
    first, second = Seal.objects.all()
    assert second.previous == first
    assert json.loads(second.statement)["previous"] == first.hash


def test_script_proves_an_entry_without_server_or_settings(sealed, tmp_path):
    out = io.StringIO()
    call_command("export_evidence", "--entry", str(sealed.pk), stdout=out)
    done = script(tmp_path, out.getvalue())
    assert done.stdout.strip().endswith("PROVEN"), done.stdout + done.stderr
    assert done.returncode == 0
    assert f"Entry {sealed.pk}: 0.75 ama_pra_1" in done.stdout
    assert "Attempts graded again: 2" in done.stdout or "graded again" in done.stdout
    named = json.loads(out.getvalue())["signature"]["key"]
    assert script(tmp_path, out.getvalue(), "--key", named).returncode == 0
    assert script(tmp_path, out.getvalue(), "--key", "another").returncode == 1


def test_command_says_what_is_not_sealed_or_not_there(entry):
    with pytest.raises(CommandError, match="No seal holds"):
        call_command("export_evidence", "--entry", str(entry.pk))
    with pytest.raises(CommandError, match="There is no entry"):
        call_command("export_evidence", "--entry", "999999")


def places_in(value, path=()):
    """Return the way to every text, number and flag of a bundle."""
    if isinstance(value, dict):
        return [found for key, part in value.items() for found in places_in(part, (*path, key))]
    if isinstance(value, list):
        return [found for n, part in enumerate(value) for found in places_in(part, (*path, n))]
    return [path]


def changed(bundle, path):
    copied = copy.deepcopy(bundle)
    *way, last = path
    target = copied
    for step in way:
        target = target[step]
    value = target[last]
    if isinstance(value, bool):
        target[last] = not value
    elif isinstance(value, int | float):
        target[last] = value + 1
    elif value is None:
        target[last] = "something"
    else:
        target[last] = ("a" if value[:1] != "a" else "b") + value[1:]
    return copied


def test_every_value_of_a_bundle_is_held_by_something_besides_the_last_signature(sealed):
    """Whoever could sign the bundle anew still could not change what seals and hashes hold."""
    bundle = bundle_for(sealed)
    assert problems(bundle) == []
    free = {"keys", "signature"}
    found = [path for path in places_in(bundle) if path[0] not in free]
    assert len(found) > 200
    for path in found:
        told = [p for p in problems(changed(bundle, path)) if not p.startswith("signature")]
        assert told, path


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_changing_any_byte_of_the_file_is_found_and_named(sealed, data):
    """One byte is another, is gone, or is one too many."""
    whole = as_file(bundle_for(sealed)).encode()
    place = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.binary(min_size=1, max_size=1).filter(lambda b: b != whole[place:][:1]))
    left_out = data.draw(st.integers(0, 1))
    changed_ = (
        whole[:place] + byte * data.draw(st.integers(1 - left_out, 1)) + whole[place + left_out :]
    )
    told = problems_in(changed_.decode(errors="replace"), is_signed)
    assert told
    assert all(problem.part and problem.words for problem in told)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("grades", 0, "points"), "1.0000", "attempt {}: "),
        (("grades", 0, "items", 0, "points"), "0.0000", "attempt {}: "),
        (("grades", 0, "passed"), False, "attempt {}: "),
        (("responses", "1", "choice"), "a", "attempt {}: "),
        (("pass_mark",), "100.00", "entry: is not what was sealed"),
    ],
)
def test_a_grade_that_answers_do_not_give_is_named_whoever_signed(sealed, path, value, words):
    """The grade is computed anew, so even the holder of the key could not give another."""
    bundle = copy.deepcopy(bundle_for(sealed))
    attempt = bundle["evidence"]["attempts"][0]
    *way, last = path
    target = attempt
    for step in way:
        target = target[step]
    assert target[last] != value
    target[last] = value
    expected = words.format(attempt["pk"])
    assert any(told.startswith(expected) for told in problems(bundle)), problems(bundle)


@pytest.mark.parametrize("answer", [{"chohce": "b"}, {"choice": "none such"}, {}, "b", ["b"]])
def test_an_answer_that_its_question_cannot_hold_is_named(sealed, answer):
    bundle = copy.deepcopy(bundle_for(sealed))
    attempt = bundle["evidence"]["attempts"][0]
    attempt["responses"]["1"] = answer
    told = problems(bundle)
    assert any(words.startswith(f"attempt {attempt['pk']}: ") for words in told), told


def renamed(value, key):
    """Return a bundle in which every field of this name is called otherwise."""
    if isinstance(value, dict):
        return {
            (f"{name}x" if name == key else name): renamed(part, key)
            for name, part in value.items()
        }
    return [renamed(part, key) for part in value] if isinstance(value, list) else value


def names_in(value):
    if isinstance(value, dict):
        return {*value, *(name for part in value.values() for name in names_in(part))}
    if isinstance(value, list):
        return {name for part in value for name in names_in(part)}
    return set()


def test_every_field_of_another_name_is_found(sealed):
    bundle = bundle_for(sealed)
    for name in names_in(bundle):
        assert problems(renamed(bundle, name)), name


def test_script_finds_the_packages_of_the_checkout_for_any_python(sealed, tmp_path):
    """A virtual environment's Python is a link to the one that made it, and still another."""
    path = tmp_path / "bundle.json"
    path.write_text(as_file(bundle_for(sealed)))
    bare = [sys._base_executable, SCRIPT, path]
    done = subprocess.run(bare, check=False, capture_output=True, text=True)
    assert done.stdout.strip().endswith("PROVEN"), done.stdout + done.stderr


def test_a_key_that_is_not_the_signer_s_is_not_trusted(sealed, tmp_path):
    bundle = copy.deepcopy(bundle_for(sealed))
    bundle["keys"][0]["x"] = encoded(bytes(range(32)))
    told = script(tmp_path, as_file(bundle))
    assert told.returncode == 1
    assert "signature: does not hold for this bundle" in told.stdout
    assert "seal 1: its signature does not hold" in told.stdout


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00", "cannot be read"),
        (b"[" * 200_000, "is no JSON"),
        (b'{"a":' * 200_000, "is no JSON"),
        (b"", "is no JSON"),
    ],
)
def test_what_was_never_a_bundle_is_said_without_a_trace(tmp_path, content, words):
    path = tmp_path / "bundle.json"
    path.write_bytes(content)
    told = subprocess.run([sys.executable, SCRIPT, path], check=False, capture_output=True)
    assert told.returncode == 1
    assert words.encode() in told.stdout + told.stderr
    assert b"Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("entry", "amount"), "1.00", "entry: is not what was sealed"),
        (("evidence", "attempts", 0, "learner"), 99, "entry: is not what was sealed"),
        (("inclusion", "index"), 0, "entry: is not what was sealed"),
        (("inclusion", "seal"), 7, "entry: stands in seal 7, which is not there"),
        (("inclusion", "size"), 9, "entry: seal 1 holds 4 entries, not 9"),
        (("seals", 0, "statement"), "{}", "seal 1: This is no seal."),
        (("seals",), [], "entry: stands in seal 1, which is not there"),
    ],
)
def test_what_was_changed_is_named(sealed, path, value, words):
    bundle = copy.deepcopy(bundle_for(sealed))
    target = bundle
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    assert any(told.startswith(words) for told in problems(bundle)), problems(bundle)


def test_a_question_or_a_key_that_was_changed_is_named(sealed):
    bundle = bundle_for(sealed)
    number = next(iter(bundle["contents"]["question"]))
    told = problems(changed(bundle, ("contents", "question", number, "content", "stem")))
    assert f"contents: question {number} is not what was published" in told


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"format": "attend-evidence/1"}', "é"])
def test_what_is_no_bundle_is_none(text, tmp_path):
    assert problems_in(text, is_signed)
    assert script(tmp_path, text).returncode == 1


def test_verify_ledger_holds_entries_against_their_seals(sealed):
    assert verify() == ([verify()[0][0], verify()[0][-1]], 0) or verify()[1] == 0
    with behind_the_triggers():
        Entry.objects.filter(pk=sealed.pk).update(reason="Another reason")
    told, code = verify()
    assert code == 1
    assert (
        f"entry {sealed.pk}: is not what was sealed, or rests on something else than then" in told
    )


def test_verify_ledger_finds_an_answer_that_was_changed_after_the_seal(sealed):
    with behind_the_triggers():
        Answer.objects.order_by("-pk").update(saved_at=timezone.now())
    assert any("is not what was sealed" in line for line in verify()[0])


def test_verify_ledger_finds_a_seal_that_is_gone_or_forged(sealed):
    an_entry()
    seal_ledger(at=timezone.now())
    with behind_the_triggers():
        SealedEntry.objects.filter(seal__number=1).delete()
    assert any("seal 1: holds other entries" in line for line in verify()[0])
    with behind_the_triggers():
        Seal.objects.filter(number=2).update(signature={})
    assert "seal 2: is not signed by a key of this site" in verify()[0]


def test_a_grade_given_later_leaves_the_evidence_as_it_was(sealed):
    reverse_credit(entry=sealed, reason="In error", at=timezone.now())
    seal_ledger(at=timezone.now())
    bundle = bundle_for(sealed)
    assert problems(bundle) == []
    assert [row["entry"]["reverses"] for row in bundle["related"]].count(sealed.pk) == 1


def test_an_entry_is_sealed_once(sealed):
    with refused("credits_sealedentry_entry_id_key"):
        seal_entries(leaves=[(sealed, bytes(32))], at=timezone.now())


def test_seals_and_their_entries_are_append_only(sealed):
    assert_append_only(Seal.objects.get())
    assert_append_only(SealedEntry.objects.first())


def a_seal(number, previous):
    at = timezone.now()
    return Seal.objects.create(
        number=number,
        previous=previous,
        statement="",
        hash=uuid4().hex,
        signature={},
        sealed_at=at,
    )


def test_only_the_first_seal_has_none_before(sealed):
    with refused("credits_seal_only_the_first_has_none_before"):
        a_seal(2, None)


def test_a_number_and_a_place_behind_a_seal_are_taken_once(sealed):
    first = Seal.objects.get()
    a_seal(2, first)
    with refused("credits_seal_previous_id_key"):
        a_seal(3, first)
    with refused("credits_seal_number_key"):
        a_seal(2, Seal.objects.get(number=2))


def test_a_seal_does_not_follow_itself(sealed):
    with refused("credits_seal_not_before_itself"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO credits_seal (id, number, previous_id, statement, hash, signature, sealed_at)"
            " VALUES (999, 9, 999, '', '9', '{}', now())"
        )


def test_places_in_a_seal_are_taken_once(sealed):
    with refused("credits_sealedentry_place_once_per_seal"):
        SealedEntry.objects.create(
            entry=an_entry(), seal=Seal.objects.get(), index=0, leaf="0" * 64
        )


def test_evidence_costs_the_same_queries_for_few_and_many(django_assert_max_num_queries):
    for _ in range(3):
        an_entry()
    with django_assert_max_num_queries(22):
        seal_ledger(at=timezone.now())
    assert inclusion_of(Entry.objects.first()).size == 3
    assert QuestionVersion.objects.exists()
