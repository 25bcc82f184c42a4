"""The screen on which administrators grant reviews and end them."""

from django.contrib import admin
from django.utils import timezone

from outcomes.forms import ReviewGrantForm
from outcomes.models import ReviewGrant
from outcomes.services import end_review, grant_review


@admin.register(ReviewGrant)
class ReviewGrantAdmin(admin.ModelAdmin):
    """Which accreditor may read which provider's reports; an end stays on record."""

    form = ReviewGrantForm
    list_display = ["accreditor", "provider", "granted_by", "granted_at", "until"]
    list_filter = ["provider"]
    list_select_related = ["accreditor", "provider", "granted_by"]
    search_fields = ["accreditor__email", "provider__name"]
    fields = ["accreditor", "provider", "until", "granted_by", "granted_at"]
    actions = ["end_reviews"]

    def get_readonly_fields(self, request, obj=None):
        decided = ["granted_by", "granted_at"]
        return ["accreditor", "provider", *decided] if obj else decided

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        granted = grant_review(
            accreditor=obj.accreditor,
            provider=obj.provider,
            by=request.user,
            at=timezone.now(),
            until=obj.until,
        )
        obj.pk = granted.pk

    @admin.action(description="End the chosen reviews now", permissions=["change"])
    def end_reviews(self, request, grants):
        now = timezone.now()
        for grant in grants:
            end_review(grant=grant, at=now)
        self.message_user(request, "From now on these reports are closed to them.")
