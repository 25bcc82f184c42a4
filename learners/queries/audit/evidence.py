"""Gather what entries of the ledger rest on, as seals hold it and as bundles carry it."""

from collections.abc import Iterable, Mapping
from typing import Any

from assessments.models import AssessmentVersion, QuestionVersion
from assessments.queries import known_rulings
from common.signing import key_set, sign
from courses.models import ActivityVersion
from credits.domain.sealing import written
from credits.models import Entry, SealedEntry
from credits.queries import entry_as_sealed, inclusion_of, seals_as_published
from learners.domain.audit import AttemptRecord
from learners.domain.evidence import FORMAT, as_file, attempt_as_json, ruling_as_json
from learners.models import Completion
from learners.queries.audit.attempts import records_of


def evidence_for(entries: Iterable[Entry]) -> dict[int, dict[str, Any]]:
    """Return by entry what it rests on, up to the moment in which it was recorded."""
    rows = list(entries)
    completions = _completions_of(rows)
    cited = {
        entry.pk: [told["attempt"] for told in entry.facts.get("attempts", [])] for entry in rows
    }
    records = {
        record.pk: record for record in records_of({pk for pks in cited.values() for pk in pks})
    }
    hashes = _Hashes.of(records.values(), completions.values())
    return {
        entry.pk: _evidence(
            entry,
            completions.get(entry.facts.get("completion", 0)),
            [records[pk] for pk in cited[entry.pk] if pk in records],
            hashes,
        )
        for entry in rows
    }


def _evidence(
    entry: Entry,
    completion: Completion | None,
    attempts: list[AttemptRecord],
    hashes: "_Hashes",
) -> dict[str, Any]:
    known = [attempt.until(entry.awarded_at) for attempt in attempts]
    named = {pk for attempt in known for grade in attempt.grades for pk in grade.rulings}
    rulings = known_rulings(named)
    return {
        "completion": _completion_as_json(completion) if completion else None,
        "attempts": [attempt_as_json(attempt) for attempt in known],
        "rulings": [ruling_as_json(rulings[pk]) for pk in sorted(rulings)],
        "hashes": hashes.named_by(known, completion),
    }


def _completion_as_json(completion: Completion) -> dict[str, Any]:
    return {
        "id": completion.pk,
        "enrolment": completion.enrolment_id,
        "activity_version": completion.version_id,
        "completed_at": written(completion.completed_at),
        "facts": completion.facts,
    }


def _completions_of(entries: Iterable[Entry]) -> dict[int, Completion]:
    keys = {entry.facts.get("completion", 0) for entry in entries}
    return Completion.objects.in_bulk(keys)


class _Hashes:
    """Hashes of published content, as they were written at its publication."""

    def __init__(
        self,
        activities: Mapping[int, str],
        assessments: Mapping[int, str],
        questions: Mapping[int, Mapping[int, str]],
    ) -> None:
        self.activities, self.assessments, self.questions = activities, assessments, questions

    @classmethod
    def of(cls, attempts: Iterable[AttemptRecord], completions: Iterable[Completion]) -> "_Hashes":
        versions = {attempt.version for attempt in attempts}
        activities = {completion.version_id for completion in completions}
        asked: dict[int, dict[int, str]] = {}
        rows = AssessmentVersion.objects.filter(pk__in=versions)
        for version, question, digest in rows.values_list(
            "pk", "questions__question_version", "questions__question_version__content_hash"
        ):
            asked.setdefault(version, {})[question] = digest
        return cls(
            dict(
                ActivityVersion.objects.filter(pk__in=activities).values_list("pk", "content_hash")
            ),
            dict(rows.values_list("pk", "content_hash")),
            asked,
        )

    def named_by(
        self, attempts: Iterable[AttemptRecord], completion: Completion | None
    ) -> dict[str, dict[str, str]]:
        """Return the hashes of everything that attempts and a completion refer to, as JSON keys."""
        versions = sorted({attempt.version for attempt in attempts})
        questions = {pk: digest for v in versions for pk, digest in self.questions[v].items()}
        activity = completion.version_id if completion else None
        return {
            "activity": {str(activity): self.activities[activity]} if activity else {},
            "assessment": {str(pk): self.assessments[pk] for pk in versions},
            "question": {str(pk): questions[pk] for pk in sorted(questions)},
        }


def bundle_for(entry: Entry) -> dict[str, Any] | None:
    """Return the signed evidence bundle of an entry, None while no seal holds it.

    `related` are the other sealed entries of the same learner under the same offer: what it took back, what
    took it back, what was claimed instead.
    """
    place = inclusion_of(entry)
    if place is None:
        return None
    others = SealedEntry.objects.filter(
        entry__learner=entry.learner_id, entry__offer=entry.offer_id
    ).exclude(entry=entry)
    related = [row.entry for row in others.select_related("entry__credit_type").order_by("entry")]
    evidence = evidence_for([entry, *related])
    unsigned = {
        "format": FORMAT,
        **_placed(entry, evidence),
        "related": [_placed(one, evidence) for one in related],
        "contents": _contents(evidence[entry.pk]["hashes"]),
        "seals": seals_as_published(),
        "keys": key_set()["keys"],
    }
    return {**unsigned, "signature": sign(as_file(unsigned).encode()).as_json()}


def _placed(entry: Entry, evidence: Mapping[int, Any]) -> dict[str, Any]:
    place = inclusion_of(entry)
    return {
        "entry": entry_as_sealed(entry),
        "evidence": evidence[entry.pk],
        "inclusion": {**vars(place), "proof": list(place.proof)} if place else None,
    }


def _contents(hashes: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Any]]:
    """Return the published content that hashes name."""
    questions = QuestionVersion.objects.filter(pk__in=hashes["question"])
    assessments = AssessmentVersion.objects.filter(pk__in=hashes["assessment"])
    activities = ActivityVersion.objects.filter(pk__in=hashes["activity"])
    return {
        "activity": {str(pk): facts for pk, facts in activities.values_list("pk", "facts")},
        "assessment": {str(pk): policy for pk, policy in assessments.values_list("pk", "policy")},
        "question": {
            str(pk): {"content": content, "context": context}
            for pk, content, context in questions.values_list("pk", "content", "context")
        },
    }
