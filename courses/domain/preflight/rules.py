"""The rules of the preflight, in the order in which an author mends them.

Each takes a snapshot and yields a sentence and its place for everything that does not hold.
"""

import re

from courses.domain.days import years_later
from courses.domain.preflight.findings import Found, Rule, Severity, Target
from courses.domain.preflight.snapshot import Asked, Snapshot

FRONT_MATTER = "ACCME, AMA and Joint Accreditation: what learners are told beforehand"
ENDURING = "AMA: enduring material"
CONTENT = "ACCME Standard 1: content is valid"
RELATIONSHIPS = "ACCME Standard 3: relationships are mitigated and disclosed"
YEARS_WITHOUT_REVIEW = 3
TESTS = ("pre_test", "post_test")


def _of(snapshot: Snapshot, field: str = "") -> Target:
    return Target("activity", snapshot.pk, field)


def front_matter(snapshot: Snapshot) -> Found:
    for field, value in snapshot.texts.items():
        if not value.strip():
            yield f"“{field.replace('_', ' ').capitalize()}” is empty.", _of(snapshot, field)


def provider_told(snapshot: Snapshot) -> Found:
    for field, value in snapshot.provider_texts.items():
        if not value.strip():
            words = field.replace("_", " ")
            yield f"The provider's {words} is empty.", Target("provider", snapshot.provider, field)


def objectives_stated(snapshot: Snapshot) -> Found:
    if not snapshot.objectives:
        yield "No objective is stated.", _of(snapshot, "objectives")


def people_named(snapshot: Snapshot) -> Found:
    if not snapshot.people:
        yield "Nobody in control of the content is named.", _of(snapshot, "contributors")


def credentials_told(snapshot: Snapshot) -> Found:
    for person in snapshot.people:
        if not person.credentials.strip():
            yield f"{person.name} has no credentials.", _of(snapshot, "contributors")


def disclosures_settled(snapshot: Snapshot) -> Found:
    for person in snapshot.people:
        for problem in person.problems:
            yield f"{person.name}: {problem}", Target("person", person.pk, _slug(problem))


def _slug(sentence: str) -> str:
    return re.sub(r"\W+", "-", sentence.lower())[:80]


def support_agreed(snapshot: Snapshot) -> Found:
    for problem in snapshot.support_problems:
        yield problem, _of(snapshot, "commercial_support")


def references_listed(snapshot: Snapshot) -> Found:
    if not snapshot.sources:
        yield "No reference is listed.", _of(snapshot, "references")


def references_graded(snapshot: Snapshot) -> Found:
    for source in snapshot.sources:
        if not source.is_graded:
            yield (
                f"“{source.citation}” does not say what kind of evidence it is.",
                Target("reference", source.pk, "design"),
            )


def lessons_published(snapshot: Snapshot) -> Found:
    if not snapshot.lessons:
        yield "No lesson is published.", _of(snapshot, "lessons")


def _asked(snapshot: Snapshot) -> list[tuple[Asked, Target]]:
    """Return the graded questions of tests and the checks of lessons, each with where it is asked."""
    asked = [
        ("assessment", test.pk, question)
        for test in snapshot.assessments
        if test.purpose in TESTS
        for question in test.asks
    ] + [("lesson", lesson.pk, check) for lesson in snapshot.lessons for check in lesson.checks]
    return [
        (question, Target(kind, pk, f"question-{question.pk}"))
        for kind, pk, question in asked
        if question.is_graded
    ]


def rationales_given(snapshot: Snapshot) -> Found:
    for asked, target in _asked(snapshot):
        if not asked.has_rationale:
            yield f"“{asked.title}” has no rationale.", target


def items_referenced(snapshot: Snapshot) -> Found:
    for asked, target in _asked(snapshot):
        if not asked.references:
            yield f"“{asked.title}” cites no reference.", target


def objectives_assessed(snapshot: Snapshot) -> Found:
    measured = {asked.objective for asked, _target in _asked(snapshot)}
    for pk, text in snapshot.objectives.items():
        if pk not in measured:
            yield f"No question measures “{text}”", Target("objective", pk)


def objectives_taught(snapshot: Snapshot) -> Found:
    taught = {pk for lesson in snapshot.lessons for pk in lesson.objectives}
    for pk, text in snapshot.objectives.items():
        if snapshot.lessons and pk not in taught:
            yield f"No lesson teaches “{text}”", Target("objective", pk)


def pass_mark_stated(snapshot: Snapshot) -> Found:
    for each in snapshot.assessments:
        if each.purpose == "post_test" and not each.states_pass_mark:
            yield f"“{each.title}” has no pass mark.", Target("assessment", each.pk, "pass_mark")


def test_required(snapshot: Snapshot) -> Found:
    needing = [offer.name for offer in snapshot.offers if offer.needs_test]
    tested = any(each.purpose == "post_test" and each.required for each in snapshot.assessments)
    if needing and not tested:
        yield (
            f"{needing[0]} needs a post-test that learners must pass.",
            _of(snapshot, "placements"),
        )


def credit_designated(snapshot: Snapshot) -> Found:
    days = [offer.designated_on for offer in snapshot.offers]
    if not days:
        yield "No credit is designated.", Target("offers", snapshot.pk)
    elif min(days) > snapshot.released_on:
        yield (
            f"Credit was first designated on {min(days):%-d %B %Y}, after the release date.",
            _of(snapshot, "released_on"),
        )


def review_in_time(snapshot: Snapshot) -> Found:
    latest = years_later(snapshot.reviewed_on, YEARS_WITHOUT_REVIEW)
    if snapshot.expires_on > latest:
        yield (
            f"It ends more than three years after its last review: {latest:%-d %B %Y} at the latest.",
            _of(snapshot, "expires_on"),
        )


def captions_present(snapshot: Snapshot) -> Found:
    for lesson in snapshot.lessons:
        for recording in lesson.recordings:
            if recording.is_video and not recording.has_captions:
                yield f"“{recording.name}” has no captions.", Target("lesson", lesson.pk, "body")
            if not recording.is_video and not recording.has_transcript:
                yield f"“{recording.name}” has no transcript.", Target("lesson", lesson.pk, "body")


def alternatives_present(snapshot: Snapshot) -> Found:
    for lesson in snapshot.lessons:
        for figure in lesson.figures:
            if not figure.has_alternative:
                yield (
                    f"“{figure.name}” has no alternative text.",
                    Target("lesson", lesson.pk, "body"),
                )


_BLOCKS, _ADVISES = Severity.BLOCKS, Severity.ADVISES
WCAG = "WCAG 2.2 AA"
RULES: tuple[Rule, ...] = (
    Rule("front-matter", "The front matter is complete", FRONT_MATTER, _BLOCKS, front_matter),
    Rule("provider", "The provider's words are complete", FRONT_MATTER, _BLOCKS, provider_told),
    Rule("objectives", "Objectives are stated", FRONT_MATTER, _BLOCKS, objectives_stated),
    Rule("people", "Everybody in control is named", RELATIONSHIPS, _BLOCKS, people_named),
    Rule("credentials", "Credentials are told", FRONT_MATTER, _ADVISES, credentials_told),
    Rule(
        "disclosures",
        "Disclosures hold, relationships are mitigated",
        RELATIONSHIPS,
        _BLOCKS,
        disclosures_settled,
    ),
    Rule(
        "support",
        "Support was agreed before the start",
        "ACCME Standard 4: a written agreement before the start",
        _BLOCKS,
        support_agreed,
    ),
    Rule("references", "References are listed", CONTENT, _BLOCKS, references_listed),
    Rule("evidence", "References are graded", CONTENT, _BLOCKS, references_graded),
    Rule("lessons", "Lessons are published", "House rule", _ADVISES, lessons_published),
    Rule("rationales", "Every item has a rationale", "House rule", _BLOCKS, rationales_given),
    Rule("item-references", "Every item cites a reference", CONTENT, _BLOCKS, items_referenced),
    Rule(
        "assessed", "Every objective is assessed", "AMA: core rules", _BLOCKS, objectives_assessed
    ),
    Rule("taught", "Every objective is taught", "House rule", _ADVISES, objectives_taught),
    Rule("pass-mark", "The pass mark is stated", ENDURING, _BLOCKS, pass_mark_stated),
    Rule("test", "Credit that needs a test has one", ENDURING, _BLOCKS, test_required),
    Rule(
        "designation",
        "Credit is designated before the release",
        "AMA: no retroactive designation",
        _BLOCKS,
        credit_designated,
    ),
    Rule(
        "review",
        "It ends within three years of its review",
        "ACCME: enduring material",
        _BLOCKS,
        review_in_time,
    ),
    Rule("captions", "Recordings can be read", WCAG, _BLOCKS, captions_present),
    Rule("alternatives", "Pictures have alternatives", WCAG, _BLOCKS, alternatives_present),
)
