"""Every figure of a report once more, counted row by row in plain Python.

Nothing here shares a line with `outcomes.queries`: rows are read whole and looped over.
"""

from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from statistics import mean, stdev

from accounts.models import Profile
from assessments.models import Answer, Attempt, Grade, QuestionVersion, VersionQuestion
from credits.models import Entry
from learners.models import Completion, Enrolment, LessonProgress, Sitting
from outcomes.domain.cohort import Basis

DONE = {"submitted", "timed_out"}


class Recount:
    """One activity's rows and what follows from them."""

    def __init__(self, activity, version, cohort):
        self.lessons = {lesson["id"] for lesson in version.facts["lessons"]}
        self.cohort = cohort
        self.everybody = list(Enrolment.objects.filter(activity=activity).order_by("pk"))
        self.professions = dict(Profile.objects.values_list("user_id", "profession"))
        self.completions = {row.enrolment_id: row for row in Completion.objects.all()}
        self.enrolments = [each for each in self.everybody if self.belongs(each)]
        self.progress = defaultdict(list)
        for row in LessonProgress.objects.all():
            self.progress[row.enrolment_id].append(row)
        self.attempts = {row.pk: row for row in Attempt.objects.all()}
        self.sittings = defaultdict(list)
        for row in Sitting.objects.order_by("pk"):
            self.sittings[row.enrolment_id].append(row)
        self.grades = {}
        for row in Grade.objects.order_by("number"):
            self.grades[row.attempt_id] = row
        self.answers = defaultdict(dict)
        for row in Answer.objects.order_by("sequence"):
            self.answers[row.attempt_id][row.position] = row.response
        self.entries = [row for row in Entry.objects.all() if row.offer.activity_id == activity.pk]

    def profession(self, enrolment):
        return self.professions.get(enrolment.learner_id, "")

    def in_period(self, enrolment):
        cohort = self.cohort
        moment = enrolment.enrolled_at
        if cohort.basis is Basis.COMPLETED and cohort.has_period:
            completion = self.completions.get(enrolment.pk)
            if completion is None:
                return False
            moment = completion.completed_at
        day = moment.date()
        return (cohort.begins_on is None or day >= cohort.begins_on) and (
            cohort.ends_on is None or day <= cohort.ends_on
        )

    def belongs(self, enrolment):
        wanted = self.cohort.profession
        return self.in_period(enrolment) and (not wanted or self.profession(enrolment) == wanted)

    def holds_credit(self, enrolment):
        reversed_ones = {entry.reverses_id for entry in self.entries}
        return any(
            entry.learner_id == enrolment.learner_id
            and entry.amount > 0
            and entry.pk not in reversed_ones
            for entry in self.entries
        )

    def stages(self, enrolment):
        """Return the stages reached, and "took_part"."""
        rows = self.progress[enrolment.pk]
        sittings = self.sittings[enrolment.pk]
        finished = {row.lesson_id for row in rows if row.finished_at}
        later = any(row.purpose != "pre_test" for row in sittings)
        completed = enrolment.pk in self.completions
        started = bool(rows) or later or completed
        found = {"enrolled"}
        if started:
            found.add("started")
        if completed or (started and self.lessons <= finished):
            found.add("finished")
        if completed:
            found.add("completed")
        if finished or later or completed:
            found.add("took_part")
        for row in sittings:
            if self.attempts[row.attempt_id].state not in DONE:
                continue
            if row.purpose == "evaluation":
                found.add("evaluated")
            if row.purpose == "post_test" and self.grades[row.attempt_id].passed:
                found.add("passed")
        if self.holds_credit(enrolment):
            found.add("credited")
        return found

    def funnel(self, profession=None):
        counts = Counter()
        for enrolment in self.enrolments:
            if profession is None or self.profession(enrolment) == profession:
                counts.update(self.stages(enrolment))
        return counts

    def months(self):
        mine = {each.pk for each in self.enrolments}
        return Counter(
            f"{row.completed_at:%Y-%m}" for pk, row in self.completions.items() if pk in mine
        )

    def credit(self):
        """Return recorded, adjusted, withdrawn and standing people by type and profession."""
        by_pk = {entry.pk: entry for entry in self.entries}
        sources = {entry.source for entry in self.entries}
        reversed_ones = {entry.reverses_id for entry in self.entries}
        periods = {each.learner_id for each in self.everybody if self.in_period(each)}
        sums = defaultdict(lambda: [Decimal(0), Decimal(0), Decimal(0), set()])
        for entry in self.entries:
            given = by_pk[entry.reverses_id] if entry.reverses_id else entry
            profession = given.facts["profession"]
            if entry.learner_id not in periods or self.cohort.profession not in {"", profession}:
                continue
            line = sums[entry.credit_type.code, profession]
            if entry.reverses_id is None:
                line[1 if entry.source.startswith("claim:") else 0] += entry.amount
            else:
                line[1 if f"claim:{entry.pk}" in sources else 2] += entry.amount
            if entry.amount > 0 and entry.pk not in reversed_ones:
                line[3].add(entry.learner_id)
        return sums

    def first(self, enrolment, purpose):
        """Return the first finished attempt of a purpose, None if there is none."""
        tried = [
            self.attempts[row.attempt_id]
            for row in self.sittings[enrolment.pk]
            if row.purpose == purpose and self.attempts[row.attempt_id].state in DONE
        ]
        return min(tried, key=lambda attempt: (attempt.started_at, attempt.pk), default=None)

    def firsts(self, purpose):
        found = {each.pk: self.first(each, purpose) for each in self.enrolments}
        return {pk: attempt for pk, attempt in found.items() if attempt}

    def percent(self, attempt):
        grade = self.grades[attempt.pk]
        return Fraction(100 * grade.points) / Fraction(grade.max_points)

    def pairs(self):
        before, after = self.firsts("pre_test"), self.firsts("post_test")
        both = sorted(before.keys() & after.keys())
        matched = [(self.percent(before[pk]), self.percent(after[pk])) for pk in both]
        return matched, len(before.keys() - after.keys()), len(after.keys() - before.keys())

    def scores(self, attempt):
        return {
            row["question_version"]: Fraction(row["score"]) for row in self.grades[attempt.pk].items
        }

    def transitions(self):
        """Return learned, reinforced, lost and missed by question version."""
        before, after = self.firsts("pre_test"), self.firsts("post_test")
        found = defaultdict(lambda: [0, 0, 0, 0])
        for pk in before.keys() & after.keys():
            earlier, later = self.scores(before[pk]), self.scores(after[pk])
            for question in earlier.keys() & later.keys():
                was, now = earlier[question] == 1, later[question] == 1
                place = {(False, True): 0, (True, True): 1, (True, False): 2, (False, False): 3}
                found[question][place[was, now]] += 1
        return found

    def items(self, purpose):
        """Return n, difficulty and corrected correlation by question version."""
        worth = self.worth()
        rows = defaultdict(list)
        for attempt in self.firsts(purpose).values():
            scores = self.scores(attempt)
            for question, score in scores.items():
                others = [q for q in scores if q != question]
                available = sum(worth[q] for q in others)
                rest = sum(scores[q] * worth[q] for q in others)
                rows[question].append((score, rest / available if available else Fraction(0)))
        return {
            question: (len(pairs), mean(x for x, _y in pairs), correlation(pairs))
            for question, pairs in rows.items()
        }

    def worth(self):
        rows = VersionQuestion.objects.order_by("version_id")
        return {row.question_version_id: Fraction(row.points) for row in rows}

    def picked(self, purpose):
        """Return how often each choice of each single-best question was picked."""
        found = defaultdict(Counter)
        for attempt in self.firsts(purpose).values():
            for place in attempt.form:
                response = self.answers[attempt.pk].get(place["position"])
                if response and "choice" in response:
                    found[place["question_version"]][response["choice"]] += 1
        return found

    def replies(self):
        """Return how often each reply to each evaluation question was given, by everybody."""
        found = defaultdict(Counter)
        for enrolment in self.everybody:
            if self.cohort.profession not in {"", self.profession(enrolment)}:
                continue
            attempt = self.first(enrolment, "evaluation")
            for place in attempt.form if attempt else ():
                response = self.answers[attempt.pk].get(place["position"])
                if response:
                    found[place["question_version"]][next(iter(response.values()))] += 1
        return found

    def title(self, question):
        return QuestionVersion.objects.get(pk=question).context["title"]


def correlation(pairs):
    """Return Pearson's r of exact pairs, None where either side is constant."""
    xs, ys = zip(*pairs, strict=True)
    if len(set(xs)) < 2 or len(set(ys)) < 2:
        return None
    mx, my = mean(xs), mean(ys)
    product = sum((x - mx) * (y - my) for x, y in pairs)
    spread = sum((x - mx) ** 2 for x in xs) * sum((y - my) ** 2 for y in ys)
    return float(product) / sqrt(float(spread))


def spread(values):
    return stdev(map(float, values))
