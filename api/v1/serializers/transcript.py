"""The ledger, its totals and the check of a certificate."""

from typing import Any

from rest_framework import serializers


class EntrySerializer(serializers.Serializer):
    """A line of the ledger; reversals are negative."""

    id = serializers.IntegerField()
    credit_type = serializers.CharField(source="credit_type.code")
    amount = serializers.DecimalField(max_digits=6, decimal_places=2)
    activity = serializers.SerializerMethodField()
    earned_on = serializers.DateField()
    awarded_at = serializers.DateTimeField()
    reverses = serializers.IntegerField(source="reverses_id", allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    certificate = serializers.CharField(source="certificate.code", default=None, allow_null=True)

    def get_activity(self, entry: Any) -> str:
        return str(entry.facts.get("activity", {}).get("title", ""))


class TotalSerializer(serializers.Serializer):
    """The balance of one credit type."""

    credit_type = serializers.CharField()
    name = serializers.CharField()
    total = serializers.DecimalField(max_digits=9, decimal_places=2)


class VerificationSerializer(serializers.Serializer):
    """What a certificate prints, and whether it still holds."""

    code = serializers.CharField()
    outcome = serializers.ChoiceField(choices=["valid", "replaced", "withdrawn"])
    learner = serializers.CharField(source="printed.name")
    activity = serializers.CharField(source="printed.title")
    provider = serializers.CharField(source="printed.provider.name")
    credit = serializers.CharField(source="printed.credit")
    amount = serializers.DecimalField(source="printed.amount", max_digits=6, decimal_places=2)
    completed_on = serializers.DateField(source="printed.completed_on")
    issued_on = serializers.DateField(source="printed.issued_on")
    changed_at = serializers.DateTimeField(allow_null=True)
    current_code = serializers.CharField(
        allow_blank=True, help_text="The certificate that replaced this one, once it is issued."
    )
