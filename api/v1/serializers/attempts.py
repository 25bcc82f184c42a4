"""Attempts, questions as asked, and what a learner sends."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.domain.items import KINDS
from assessments.domain.items.file_answer import MOST_FILES
from assessments.domain.statistics.certainty import LEVELS
from assessments.domain.tries import Checking, Stage
from assessments.queries import is_being_marked
from assessments.services import Seen
from courses.models import Purpose


class StartSerializer(serializers.Serializer):
    """Start an attempt at a placed assessment."""

    activity = serializers.SlugField(max_length=80)
    placement = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    password = serializers.CharField(
        required=False, default="", max_length=60, allow_blank=True, write_only=True
    )
    honour = serializers.BooleanField(
        required=False, default=False, help_text="The learner confirmed the honour statement."
    )


class AttemptSerializer(serializers.Serializer):
    """An attempt in a list."""

    id = serializers.IntegerField()
    purpose = serializers.ChoiceField(source="sitting.purpose", choices=Purpose.choices)
    number = serializers.IntegerField()
    state = serializers.CharField()
    started_at = serializers.DateTimeField()
    deadline_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    points = serializers.DecimalField(
        source="grade_points", max_digits=9, decimal_places=4, allow_null=True
    )
    max_points = serializers.DecimalField(source="grade_max_points", max_digits=7, decimal_places=2)
    pass_mark = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    passed = serializers.BooleanField(source="grade_passed", allow_null=True)
    being_marked = serializers.SerializerMethodField(
        help_text="Handed in, and without a grade until people have marked it."
    )

    def get_being_marked(self, attempt: Any) -> bool:
        return is_being_marked(attempt)


class OptionSerializer(serializers.Serializer):
    """An option, statement or step to choose; never whether it is right."""

    key = serializers.CharField()
    text = serializers.CharField()


class StemSerializer(serializers.Serializer):
    """One of several things to match with the options, and how many of them to choose."""

    key = serializers.CharField()
    text = serializers.CharField()
    answers = serializers.IntegerField(source="count")


@extend_schema_field({"type": "object", "additionalProperties": True})
class DetailsField(serializers.JSONField):
    """What only some kinds of question show; never what is right."""


class ReasonSerializer(serializers.Serializer):
    """An option that was chosen, and the author's words about it."""

    text = serializers.CharField()
    reason = serializers.CharField()


class ReviewLineSerializer(serializers.Serializer):
    """An option or statement with what was chosen and what is right."""

    key = serializers.CharField()
    text = serializers.CharField()
    chosen = serializers.BooleanField()
    correct = serializers.BooleanField()
    given = serializers.CharField(allow_blank=True)
    expected = serializers.CharField(allow_blank=True)
    rationale = serializers.CharField(allow_blank=True)


class ItemReviewSerializer(serializers.Serializer):
    """The right answer and why, once the answer is locked and the assessment shows it."""

    lines = ReviewLineSerializer(many=True)
    given = serializers.CharField(allow_blank=True)
    expected = serializers.CharField(allow_blank=True)
    rationale = serializers.CharField(allow_blank=True, help_text="Sanitised HTML.")


class ToldSerializer(serializers.Serializer):
    """What the assessment lets a check tell."""

    verdict = serializers.CharField()
    reasons = ReasonSerializer(many=True)
    about = serializers.CharField(allow_blank=True, help_text="About a typed answer.")
    review = ItemReviewSerializer(allow_null=True)


class AskedSerializer(serializers.Serializer):
    """A question as asked in this attempt, with what the server holds of the answer."""

    position = serializers.IntegerField()
    slot = serializers.IntegerField()
    points = serializers.CharField()
    kind = serializers.CharField()
    stem = serializers.CharField(help_text="Sanitised HTML.")
    lead_in = serializers.CharField()
    answer_field = serializers.CharField(
        help_text='The one field of a response to this kind, as in {"choice": "a"}.'
    )
    options = OptionSerializer(many=True)
    stems = StemSerializer(many=True)
    reuse = serializers.BooleanField(help_text="Whether an option may answer several stems.")
    max_choices = serializers.IntegerField(allow_null=True, help_text="Most options to pick.")
    unit = serializers.CharField(allow_blank=True)
    details = DetailsField(
        help_text="What else its kind has to show: units to choose from, a text with gaps."
    )
    response = serializers.JSONField(allow_null=True)
    sequence = serializers.IntegerField(
        help_text="Of the newest answer to this question, 0 before the first; see `seen`."
    )
    certainty = serializers.IntegerField(
        allow_null=True, help_text="The level chosen with the answer, null for none."
    )
    answered = serializers.BooleanField()
    flagged = serializers.BooleanField()
    struck = serializers.ListField(
        child=serializers.CharField(), help_text="Keys of the options that the learner ruled out."
    )
    stage = serializers.ChoiceField(
        choices=[(stage.value, stage.value) for stage in Stage],
        help_text="Whether the answer can be changed; `waiting` ends with a request to try again.",
    )
    locked = serializers.BooleanField()
    tries = serializers.IntegerField(help_text="How many answers were checked.")
    tries_left = serializers.IntegerField(
        allow_null=True, help_text="Null without a limit, or where nothing is checked."
    )
    verdict = serializers.CharField(allow_blank=True, help_text="On the answer checked last.")
    hint = serializers.CharField(allow_blank=True, help_text="Sanitised HTML.")
    told = ToldSerializer(
        allow_null=True, help_text="Null until the answer as it stands was checked."
    )


class SectionSerializer(serializers.Serializer):
    """A run of questions under a heading."""

    first_slot = serializers.IntegerField(help_text="The first `slot` that stands in it.")
    title = serializers.CharField()
    instructions = serializers.CharField(help_text="Sanitised HTML.")


class OpenAttemptSerializer(AttemptSerializer):
    """An attempt with its questions."""

    asks_certainty = serializers.BooleanField(
        help_text="Whether answers may say how sure the learner is; no level counts as 1."
    )
    checking = serializers.ChoiceField(
        choices=[(kind.value, kind.value) for kind in Checking],
        help_text="Whether and how often answers may be checked before submitting.",
    )
    penalty = serializers.CharField(
        help_text="Share of a question's points that each earlier try costs, exact, as in 1/3."
    )
    break_seconds = serializers.IntegerField(help_text="Breaks not yet taken.")
    break_until = serializers.DateTimeField(
        allow_null=True, help_text="On a break until then: `questions` is empty, nothing is saved."
    )
    length = serializers.IntegerField(help_text="How many questions the attempt has.")
    one_way = serializers.BooleanField(
        help_text="Whether there is no way back: `questions` then ends with the one that is open, and "
        "`pass` goes on from it."
    )
    reached = serializers.IntegerField(help_text="The open question, where there is no way back.")
    sections = SectionSerializer(many=True)
    questions = AskedSerializer(many=True)
    server_time = serializers.DateTimeField()


RESPONSES = "An object with the question's `answer_field`, null to clear: " + ", ".join(
    f"{kind.label} `{kind.response_field}`" for kind in KINDS.values()
)


@extend_schema_field({"type": "object", "additionalProperties": True, "description": RESPONSES})
class ResponseField(serializers.JSONField):
    """A response as its kind stores it, null to clear: {"choice": "a"}, {"value": "12.5"}."""


class DeviceSerializer(serializers.Serializer):
    """What comes from one device."""

    tab = serializers.UUIDField(
        required=False,
        default=None,
        allow_null=True,
        help_text="Names your device. The first that saves holds the attempt; from any other a save is "
        "refused with `elsewhere`.",
    )


class SaveSerializer(DeviceSerializer):
    """Save an answer; repeat with the same operation as often as the network needs."""

    operation = serializers.UUIDField()
    response = ResponseField(allow_null=True)
    certainty = serializers.ChoiceField(
        choices=sorted(LEVELS),
        required=False,
        default=None,
        allow_null=True,
        help_text="How sure the learner is, where that is asked; null if no level was chosen.",
    )

    seen = serializers.IntegerField(
        required=False,
        default=None,
        allow_null=True,
        min_value=0,
        max_value=2**31 - 1,
        help_text="The newest `sequence` you know of, of this question or of the attempt. Where a newer "
        "answer to the question stands, not sent under your `tab`, yours is refused with `newer`.",
    )

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        if sent["seen"] is not None:
            sent["seen"] = Seen(sent["seen"], sent["tab"])
        return sent


class FilesSerializer(DeviceSerializer):
    """Send files to a question; repeat with the same operation as often as the network needs."""

    operation = serializers.UUIDField()
    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True, max_length=None),
        min_length=1,
        max_length=MOST_FILES,
        help_text="They join the files held; what they are is told by their content.",
    )


class AgainSerializer(DeviceSerializer):
    """Ask for another try."""

    operation = serializers.UUIDField()


class StrikeSerializer(DeviceSerializer):
    """Options to rule out, by their keys; an empty list takes all back."""

    options = serializers.ListField(
        child=serializers.CharField(max_length=32), allow_empty=True, max_length=26
    )


class SavedSerializer(serializers.Serializer):
    """Receipt of a saved answer."""

    position = serializers.IntegerField()
    sequence = serializers.IntegerField()
    saved_at = serializers.DateTimeField()
    answered = serializers.IntegerField()
    server_time = serializers.DateTimeField()
