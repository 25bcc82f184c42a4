"""Credit types as data, and the ledger to look at."""

from django.contrib import admin

from common.admin import ReadOnlyAdmin
from credits.models import Certificate, CreditType, Entry


@admin.register(CreditType)
class CreditTypeAdmin(admin.ModelAdmin):
    """Kinds of credit with their rules; one that is no longer given is made inactive."""

    list_display = ["name", "body", "increment", "assessment_required", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "code"]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """The ledger."""

    list_display = ["id", "learner", "credit_type", "amount", "earned_on", "source", "reverses"]
    list_filter = ["credit_type"]
    list_select_related = ["learner", "credit_type", "reverses"]
    search_fields = ["learner__email", "source"]
    date_hierarchy = "earned_on"


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    """Certificates issued."""

    list_display = ["code", "entry", "issued_at"]
    list_select_related = ["entry"]
    search_fields = ["code", "entry__learner__email"]
