"""Hold a holder's credit against a requirement, clause by clause, from the credit every time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from credits.domain.requirements.cycles import FactMissing, Holding
from credits.domain.requirements.findings import Allocated, Finding, Status, in_units, written
from credits.domain.requirements.model import AnyOf, AtLeast, AtMost, Attest, Clause, Requirement
from credits.domain.requirements.predicates import Verdict
from credits.domain.requirements.reckoning import NOTHING, Reckoning
from credits.domain.requirements.supply import Acceptance, Earned
from credits.domain.requirements.windows import Asked, NotAsked

NOT_ASKED_OF_YOU = "Not asked of you, by what you told."
MET_OTHERWISE = "Met by something else that you told."


def evaluate(
    requirement: Requirement,
    holding: Holding,
    earned: Iterable[Earned],
    acceptances: Iterable[Acceptance],
    today: date,
) -> list[Finding]:
    """Return a finding for each clause, in the order of the requirement."""
    reckoning = Reckoning(requirement, holding, tuple(earned), tuple(acceptances), today)
    return _Evaluation(reckoning).findings()


@dataclass(frozen=True)
class _Evaluation:
    reckoning: Reckoning

    def findings(self) -> list[Finding]:
        """Return how every clause stands."""
        requirement = self.reckoning.requirement
        try:
            end = self.reckoning.moment.end
        except FactMissing as missing:
            return [_unknown(clause, [missing.fact]) for clause in requirement.clauses]
        substituted = self.reckoning.judged(requirement.substitutes, empty=False)
        if substituted.holds:
            note = requirement.substitutes_note or "Something else stands in for it."
            return [_plain(c, Status.MET, note, due_on=end) for c in requirement.clauses]
        found = [self._finding(clause) for clause in requirement.clauses]
        return [_with_questions(finding, substituted) for finding in found]

    def _finding(self, clause: Clause) -> Finding:
        if isinstance(clause, AnyOf):
            return self._choice(clause)
        if isinstance(clause, AtMost):
            return self._limit(clause)
        asked = self.reckoning.asked(clause)
        if isinstance(asked, FactMissing):
            return _unknown(clause, [asked.fact])
        if isinstance(asked, NotAsked):
            return _plain(clause, Status.NOT_APPLICABLE, asked.reason)
        return self._settled(clause, asked.due_on) or self._counted(clause, asked)

    def _settled(self, clause: Clause, due_on: date | None = None) -> Finding | None:
        """Return the finding of a clause that is not asked of this holder or met without credit."""
        if self.reckoning.judged(clause.applies_if, empty=True).holds is False:
            return _plain(clause, Status.NOT_APPLICABLE, NOT_ASKED_OF_YOU)
        if self.reckoning.judged(clause.met_if, empty=False).holds:
            return _plain(clause, Status.MET, MET_OTHERWISE, due_on=due_on)
        return None

    def _counted(self, clause: AtLeast | Attest, asked: Asked) -> Finding:
        applies = self.reckoning.judged(clause.applies_if, empty=True)
        if isinstance(clause, Attest):
            return self._attested(clause, asked, applies)
        met = self.reckoning.judged(clause.met_if, empty=False)
        return _with_questions(self._amount(clause, asked, applies), met)

    def _attested(self, clause: Attest, asked: Asked, applies: Verdict) -> Finding:
        told = self.reckoning.holding.facts.get(clause.fact)
        if told:
            return _plain(clause, Status.MET, "Declared by you.", due_on=asked.due_on)
        if told is None or applies.holds is None:
            return _unknown(clause, [*applies.missing, clause.fact], due_on=asked.due_on)
        return _plain(clause, Status.SHORT, "Still to be done.", due_on=asked.due_on)

    def _amount(self, clause: AtLeast, asked: Asked, applies: Verdict) -> Finding:
        years = asked.quota or (asked.days,)
        rows = [
            self.reckoning.allocation.get((clause.key, number), {}) for number in range(len(years))
        ]
        needed = self.reckoning.needed(clause)
        shortest = min(
            range(len(rows)), key=lambda n: (sum(rows[n].values(), NOTHING) >= needed, n)
        )
        counted = sum(rows[shortest].values(), NOTHING)
        due_on = years[shortest].end if asked.quota else asked.due_on
        is_met = counted >= needed
        if not is_met and applies.holds is None:
            return _unknown(clause, applies.missing, needed=needed, unit=clause.unit, due_on=due_on)
        return Finding(
            key=clause.key,
            title=clause.title,
            kind=clause.kind,
            status=Status.MET if is_met else Status.SHORT,
            reason=_said(counted, needed, clause.unit, asked.words),
            needed=needed,
            counted=counted,
            unit=clause.unit,
            due_on=due_on,
            questions=() if is_met else tuple(sorted(applies.missing)),
            allocated=tuple(
                Allocated(credit, self.reckoning.titles[credit], amount)
                for row in rows
                for credit, amount in row.items()
            ),
            note=clause.note,
        )

    def _limit(self, clause: AtMost) -> Finding:
        most = self.reckoning.needed(clause)
        row = self.reckoning.allocation.get((clause.limits, 0), {})
        within = set(self.reckoning.limited(clause, row))
        counted = sum((amount for credit, amount in row.items() if credit in within), NOTHING)
        reason = f"{written(counted)} {clause.unit} of at most {written(most)} counted."
        if not within:
            reason = f"At most {written(most)} {clause.unit} of it count; you have none."
        return Finding(
            key=clause.key,
            title=clause.title,
            kind=clause.kind,
            status=Status.MET,
            reason=reason,
            needed=most,
            counted=counted,
            unit=clause.unit,
            due_on=self.reckoning.moment.end,
            note=clause.note,
        )

    def _choice(self, clause: AnyOf) -> Finding:
        """Return the finding of the alternative that is met, or else of the nearest."""
        if settled := self._settled(clause):
            return settled
        applies = self.reckoning.judged(clause.applies_if, empty=True)
        met = self.reckoning.judged(clause.met_if, empty=False)
        ways = [
            (alternative.title, tuple(self._finding(part) for part in alternative.clauses))
            for alternative in clause.alternatives
        ]
        title, parts = min(ways, key=lambda way: _distance(way[1]))
        worst = max(parts, key=lambda part: _GRAVITY[part.status])
        status = worst.status
        questions = frozenset(q for part in parts for q in part.questions)
        if status is Status.SHORT and applies.holds is None:
            status, questions = Status.UNKNOWN, questions | applies.missing
        return Finding(
            key=clause.key,
            title=clause.title,
            kind=clause.kind,
            status=status,
            reason=f"{title}: {worst.reason}",
            needed=sum((part.needed for part in parts), NOTHING),
            counted=sum((min(part.counted, part.needed) for part in parts), NOTHING),
            unit=worst.unit,
            due_on=worst.due_on,
            questions=tuple(sorted(questions | met.missing)) if status != Status.MET else (),
            note=clause.note,
            parts=parts,
        )


_GRAVITY = {Status.NOT_APPLICABLE: 0, Status.MET: 1, Status.UNKNOWN: 2, Status.SHORT: 3}


def _distance(parts: tuple[Finding, ...]) -> tuple[int, Decimal]:
    """Rank alternatives: all met first, then what is short by least, then what is not known."""
    gravest = max(_GRAVITY[part.status] for part in parts)
    if all(part.status is Status.NOT_APPLICABLE for part in parts):
        gravest = _GRAVITY[Status.SHORT] + 1
    return gravest, sum((part.short_by for part in parts), NOTHING)


def _said(counted: Decimal, needed: Decimal, unit: str, words: str) -> str:
    progress = f"{written(counted)} of {written(needed)}"
    if counted >= needed:
        return f"{progress} {unit} {words}."
    missing = needed - counted
    return f"{written(missing)} more {in_units(missing, unit)} needed: {progress} {words}."


def _plain(clause: Clause, status: Status, reason: str, *, due_on: date | None = None) -> Finding:
    return Finding(
        clause.key, clause.title, clause.kind, status, reason, due_on=due_on, note=clause.note
    )


def _unknown(
    clause: Clause,
    facts: Iterable[str],
    *,
    needed: Decimal = NOTHING,
    unit: str = "",
    due_on: date | None = None,
) -> Finding:
    return Finding(
        key=clause.key,
        title=clause.title,
        kind=clause.kind,
        status=Status.UNKNOWN,
        reason="It depends on what you have not told yet.",
        needed=needed,
        unit=unit,
        due_on=due_on,
        questions=tuple(sorted(set(facts))),
        note=clause.note,
    )


def _with_questions(finding: Finding, verdict: Verdict) -> Finding:
    """Add the facts whose answers could stand in for what is short."""
    if finding.status is not Status.SHORT or not verdict.missing:
        return finding
    return replace(finding, questions=tuple(sorted({*finding.questions, *verdict.missing})))
