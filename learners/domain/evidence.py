"""Evidence: all that an entry of the ledger rests on, and the check that needs nobody's word.

What a seal holds of it (`sealed_part`) names published content by its hash; a bundle carries that
content too, so a stranger can grade every answer again. No Django here and no clock.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assessments.domain import items
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.rulings import Ruling, RulingChoice
from credits.domain.rules import ClaimRefused, check_claim
from credits.domain.sealing import Inclusion, Statement, check_chain, leaf_of, read_statement
from learners.domain.audit import AttemptRecord, Replay, check_attempt, check_cited, replay

FORMAT = "attend-evidence/1"
PARTS = {
    "format",
    "entry",
    "evidence",
    "inclusion",
    "related",
    "contents",
    "seals",
    "keys",
    "signature",
}
_UNREADABLE = (
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    ValueError,
    ArithmeticError,
    RecursionError,
)
_ATTEMPT = TypeAdapter(AttemptRecord)
Verify = Callable[[bytes, Mapping[str, Any]], bool]


def attempt_as_json(record: AttemptRecord) -> dict[str, Any]:
    """Write an attempt with everything that grading needs."""
    return dict(_ATTEMPT.dump_python(record, mode="json"))


def ruling_as_json(ruling: Ruling) -> dict[str, Any]:
    """Write a ruling with the corrected question it holds against, if any."""
    against = None if ruling.against is None else items.dump(ruling.against)
    return {
        "id": ruling.id,
        "question_version": ruling.question_version,
        "choice": ruling.choice.value,
        "against": against,
    }


def _ruling(told: Mapping[str, Any]) -> Ruling:
    against = None if told["against"] is None else items.load(told["against"])
    return Ruling(told["id"], told["question_version"], RulingChoice(told["choice"]), against)


def as_file(bundle: Mapping[str, Any]) -> str:
    """Write a bundle in the one way that the check accepts."""
    return json.dumps(bundle, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class Problem:
    """What is wrong, and with which part of a bundle."""

    part: str
    words: str

    def __str__(self) -> str:
        return f"{self.part}: {self.words}"


def problems_in(text: str, verify: Verify) -> list[Problem]:
    """Return everything that is wrong with a bundle; nothing means that it proves its entry.

    `verify` says whether a signature, as the bundle writes it, holds for a message.
    """
    try:
        bundle = json.loads(text)
    except (ValueError, RecursionError) as error:
        return [Problem("file", f"is no JSON: {error}")]
    if not isinstance(bundle, dict) or set(bundle) != PARTS or bundle["format"] != FORMAT:
        return [Problem("file", "is no evidence bundle of this format")]
    try:
        return list(_problems(text, bundle, verify))
    except _UNREADABLE as error:
        return [Problem("file", f"cannot be read as evidence: {error!r}")]


def _problems(text: str, bundle: dict[str, Any], verify: Verify) -> Iterator[Problem]:
    if as_file(bundle) != text:
        yield Problem("file", "is not written as it was exported")
    unsigned = {name: part for name, part in bundle.items() if name != "signature"}
    if not verify(as_file(unsigned).encode(), bundle["signature"]):
        yield Problem("signature", "does not hold for this bundle")
    statements = list(_statements(bundle["seals"]))
    for number, (row, statement) in enumerate(
        zip(bundle["seals"], statements, strict=True), start=1
    ):
        if isinstance(statement, Problem):
            yield statement
        elif set(row) != {"statement", "signature"} or not verify(
            row["statement"].encode(), row["signature"]
        ):
            yield Problem(f"seal {number}", "its signature does not hold")
    sound = [one for one in statements if isinstance(one, Statement)]
    for words in check_chain(sound):
        yield Problem("seals", words)
    by_number = {statement.number: statement for statement in sound}
    yield from _in_place("entry", bundle, by_number)
    for row in bundle["related"]:
        yield from _in_place(f"entry {row['entry']['id']}", row, by_number)
    yield from _rests_on(bundle)


def _statements(seals: Iterable[Mapping[str, Any]]) -> Iterator[Statement | Problem]:
    for number, row in enumerate(seals, start=1):
        try:
            yield read_statement(row["statement"])
        except ValueError as error:
            yield Problem(f"seal {number}", str(error))


def _in_place(
    name: str, row: Mapping[str, Any], statements: Mapping[int, Statement]
) -> Iterator[Problem]:
    """Check that a seal holds an entry and what it rests on, where it says."""
    told = row["inclusion"]
    place = Inclusion(told["seal"], told["index"], told["size"], tuple(told["proof"]))
    statement = statements.get(place.seal)
    if statement is None:
        yield Problem(name, f"stands in seal {place.seal}, which is not there")
    elif statement.size != place.size:
        yield Problem(name, f"seal {place.seal} holds {statement.size} entries, not {place.size}")
    elif not place.leads_to(statement.root, leaf_of(row["entry"], row["evidence"])):
        yield Problem(name, "is not what was sealed, or rests on something else than then")


def _rests_on(bundle: Mapping[str, Any]) -> Iterator[Problem]:
    entry, evidence, contents = bundle["entry"], bundle["evidence"], bundle["contents"]
    yield from _other_contents(evidence["hashes"], contents)
    try:
        found = dict(_replayed(evidence, contents))
    except (items.ItemInvalid, ValidationError) as error:
        yield Problem("contents", f"hold something that cannot be graded: {error}")
        return
    for record, result, policy in found.values():
        for words in check_attempt(record, result, policy):
            yield Problem(f"attempt {record.pk}", words)
    results = {pk: result for pk, (_r, result, _p) in found.items() if result is not None}
    for words in check_cited(entry["facts"].get("attempts", []), results):
        yield Problem("entry", words)
    yield from (Problem("entry", words) for words in _amount(entry))


def _other_contents(
    hashes: Mapping[str, Mapping[str, str]], contents: Mapping[str, Mapping[str, Any]]
) -> Iterator[Problem]:
    for kind, named in hashes.items():
        held = contents.get(kind, {})
        for key in sorted(set(named) | set(held)):
            if key not in held:
                yield Problem("contents", f"{kind} {key} is missing")
            elif key not in named:
                yield Problem("contents", f"{kind} {key} belongs to something else")
            elif items.content_hash(held[key]) != named[key]:
                yield Problem("contents", f"{kind} {key} is not what was published")


Found = tuple[AttemptRecord, Replay | None, AssessmentPolicy]


def _replayed(
    evidence: Mapping[str, Any], contents: Mapping[str, Any]
) -> Iterator[tuple[int, Found]]:
    """Grade every attempt again from the answers and the questions as they were published."""
    rulings = {row["id"]: _ruling(row) for row in evidence["rulings"]}
    for told in evidence["attempts"]:
        record = _ATTEMPT.validate_python(told)
        policy = AssessmentPolicy.model_validate(contents["assessment"][str(record.version)])
        asked = {
            version: items.load(contents["question"][str(version)]["content"])
            for version in policy.question_versions
            if str(version) in contents["question"]
        }
        yield record.pk, (record, replay(record, asked, policy, rulings), policy)


def _amount(entry: Mapping[str, Any]) -> Iterator[str]:
    """Check that the amount is one that the offer covers."""
    amount, offer = Decimal(entry["amount"]), entry["facts"].get("offer")
    if entry["reverses"] is not None:
        if amount >= 0:
            yield "takes an entry back and gives credit all the same"
        return
    if offer is None:
        yield "does not say which offer it was given under"
        return
    designated, increment = Decimal(offer["amount"]), Decimal(offer["increment"])
    if entry["source"].startswith("completion:") and amount != designated:
        yield f"gives {amount} where {designated} was designated"
    try:
        check_claim(amount, designated=designated, increment=increment)
    except ClaimRefused as refusal:
        yield f"gives {amount}: {refusal.message}"


def summary_of(bundle: Mapping[str, Any]) -> list[str]:
    """Return in sentences what a sound bundle proves."""
    entry = bundle["entry"]
    activity = entry["facts"].get("activity", {})
    lines = [
        f"Entry {entry['id']}: {entry['amount']} {entry['credit_type']} to learner {entry['learner']}.",
        f"Earned on {entry['earned_on']}, recorded {entry['awarded_at']}.",
        f"Activity: {activity.get('title', 'not named')}, version {activity.get('version', '?')}.",
        f"Sealed in seal {bundle['inclusion']['seal']} of {len(bundle['seals'])}.",
        f"Attempts graded again: {len(bundle['evidence']['attempts'])}.",
    ]
    taken_back = [
        row["entry"] for row in bundle["related"] if row["entry"]["reverses"] == entry["id"]
    ]
    for row in taken_back:
        reason = row["reason"] or "no reason given"
        lines.append(f"It was taken back by entry {row['id']} on {row['awarded_at']}: {reason}.")
    if not taken_back and not entry["reverses"]:
        lines.append("No entry sealed so far takes it back.")
    return lines
