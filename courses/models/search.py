"""What the search looks through, written anew at each publication and by `index_catalogue`."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from courses.models.activity import ActivityPage
from courses.models.lesson import LessonPage
from courses.models.version import ActivityVersion

SEARCH_CONFIG = "english"
WEIGHTS = {"title": "A", "keywords": "B", "summary": "C", "text": "D"}


def _words():
    """Return the stems of every field, each with the weight of its field."""
    title, *rest = (
        SearchVector(name, weight=weight, config=SEARCH_CONFIG) for name, weight in WEIGHTS.items()
    )
    return sum(rest, title)


class Findable(models.Model):
    """An activity as it was published last, all its lessons with it; or one of these lessons alone.

    An activity is found by its own row, so words may stand in different lessons; the rows of lessons
    say where they stand.
    """

    activity = models.ForeignKey(ActivityPage, models.CASCADE, related_name="findables")
    version = models.ForeignKey(ActivityVersion, models.PROTECT, related_name="+")
    lesson = models.ForeignKey(LessonPage, models.CASCADE, null=True, related_name="+")
    title = models.TextField()
    keywords = models.TextField()
    summary = models.TextField()
    text = models.TextField()
    words = models.GeneratedField(
        expression=_words(), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        indexes = [GinIndex(fields=["words"], name="courses_findable_words")]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "lesson"],
                nulls_distinct=False,
                name="courses_findable_once_per_activity_and_lesson",
            )
        ]

    def __str__(self):
        return self.title


class KnownWord(models.Model):
    """A word of something published, to guess what somebody meant who mistyped it."""

    word = models.CharField(max_length=40)
    trigrams = ArrayField(models.CharField(max_length=3))

    class Meta:
        indexes = [GinIndex(fields=["trigrams"], name="courses_knownword_trigrams")]
        constraints = [models.UniqueConstraint(fields=["word"], name="courses_knownword_word_once")]

    def __str__(self):
        return self.word
