"""Activities and what they offer."""

from rest_framework import serializers

from accounts.models import Profession
from courses.models import Purpose, Strand


class ProviderSerializer(serializers.Serializer):
    """An accredited provider."""

    name = serializers.CharField()
    slug = serializers.CharField()
    accreditor = serializers.CharField()
    accreditation_statement = serializers.CharField()
    contact_email = serializers.CharField()


class ActivityCardSerializer(serializers.Serializer):
    """An activity in a list."""

    code = serializers.CharField()
    title = serializers.CharField()
    strand = serializers.ChoiceField(choices=Strand.choices)
    summary = serializers.CharField()
    minutes = serializers.IntegerField()
    topics = serializers.ListField(child=serializers.CharField())
    professions = serializers.ListField(child=serializers.ChoiceField(Profession.choices))
    released_on = serializers.DateField()
    expires_on = serializers.DateField()
    provider = serializers.CharField(source="provider.name")


class OfferSerializer(serializers.Serializer):
    """Credit that an activity offers."""

    credit_type = serializers.CharField(source="credit_type.code")
    name = serializers.CharField(source="credit_type.name")
    amount = serializers.DecimalField(max_digits=5, decimal_places=2)
    unit = serializers.CharField(source="credit_type.unit")
    professions = serializers.ListField(
        child=serializers.CharField(), source="credit_type.professions"
    )
    statement = serializers.CharField()
    valid_from = serializers.DateField()
    valid_until = serializers.DateField()


class LessonSerializer(serializers.Serializer):
    """A lesson of an activity."""

    slug = serializers.CharField()
    title = serializers.CharField()
    minutes = serializers.IntegerField()


class PlacementSerializer(serializers.Serializer):
    """An assessment of an activity with its rules."""

    id = serializers.IntegerField()
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    title = serializers.CharField()
    required = serializers.BooleanField()
    questions = serializers.IntegerField()
    pass_mark = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    pass_mark_words = serializers.CharField(allow_blank=True)
    time_limit_minutes = serializers.IntegerField(allow_null=True)
    attempts_allowed = serializers.IntegerField(allow_null=True)


class ContributorSerializer(serializers.Serializer):
    """A person in control of content."""

    name = serializers.CharField()
    credentials = serializers.CharField()
    role = serializers.CharField()
    relationships = serializers.CharField()
    mitigation = serializers.CharField()


class ReferenceSerializer(serializers.Serializer):
    """A source."""

    citation = serializers.CharField()
    doi = serializers.CharField()
    pmid = serializers.CharField()
    link = serializers.CharField()


class PrerequisiteSerializer(serializers.Serializer):
    """An activity to complete first; whether the reader has is said on refusal to enrol."""

    code = serializers.CharField()
    title = serializers.CharField()


class ActivitySerializer(ActivityCardSerializer):
    """Everything that is shown before an activity begins."""

    gap = serializers.CharField()
    audience = serializers.CharField()
    method = serializers.CharField()
    requirements = serializers.CharField()
    commercial_support = serializers.CharField()
    reviewed_on = serializers.DateField()
    provider = ProviderSerializer()
    objectives = serializers.ListField(child=serializers.CharField())
    contributors = ContributorSerializer(many=True)
    references = ReferenceSerializer(many=True)
    prerequisites = PrerequisiteSerializer(many=True)
    lessons = LessonSerializer(many=True)
    placements = PlacementSerializer(many=True)
    offers = OfferSerializer(many=True)
    front_matter_hash = serializers.CharField(
        help_text="Send it back as acknowledged_hash to enrol: it names what was shown."
    )
