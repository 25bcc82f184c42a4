"""Enrolments and the steps of a journey."""

from rest_framework import serializers

from learners.domain.journey import Kind, Status


class StepSerializer(serializers.Serializer):
    """One step of the journey."""

    kind = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in Kind])
    id = serializers.IntegerField(help_text="Placement of an assessment, page of a lesson.")
    title = serializers.CharField()
    slug = serializers.CharField(allow_blank=True)
    purpose = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=[(state.value, state.value) for state in Status])
    required = serializers.BooleanField()
    waits_for = serializers.CharField(allow_blank=True)


class EnrolmentSerializer(serializers.Serializer):
    """Where the learner stands in an activity."""

    activity = serializers.CharField(source="activity.code")
    title = serializers.CharField(source="activity.title")
    enrolled_at = serializers.DateTimeField(source="enrolment.enrolled_at")
    completed_at = serializers.DateTimeField(source="completion.completed_at", default=None)
    percent = serializers.IntegerField()
    steps = StepSerializer(many=True)


class EnrolSerializer(serializers.Serializer):
    """Enrol in an activity after reading its front matter."""

    activity = serializers.SlugField(max_length=80)
    acknowledged_hash = serializers.RegexField(r"^[0-9a-f]{64}$")
