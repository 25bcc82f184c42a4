"""People in Django's administration, for what the CMS's screens do not show."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html_join

from accounts.models import Accommodation, ApiToken, Profile, User
from accounts.services import grant_accommodation, revoke_api_token, withdraw_accommodation


class ProfileInline(admin.StackedInline):
    model = Profile
    extra = 0
    can_delete = False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Names and state; roles are given in the CMS, passwords and addresses by their owner."""

    list_display = ["email", "first_name", "last_name", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["email"]
    fields = ["email", "first_name", "last_name", "time_zone", "is_active", "roles", "last_login"]
    readonly_fields = ["email", "roles", "last_login"]
    inlines = [ProfileInline]

    @admin.display(description="Roles")
    def roles(self, user):
        return ", ".join(user.groups.order_by("name").values_list("name", flat=True)) or "–"

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Accommodation)
class AccommodationAdmin(admin.ModelAdmin):
    """Adjustments that follow a person; the history tells what was granted when, and by whom."""

    list_display = [
        "user", "time_factor", "break_minutes", "extra_attempts", "extra_days", "granted_by",
        "granted_at",
    ]  # fmt: skip
    list_select_related = ["user", "granted_by"]
    search_fields = ["user__email", "user__last_name"]
    autocomplete_fields = ["user"]
    fields = [
        "user", "time_factor", "break_minutes", "extra_attempts", "extra_days", "reason",
        "granted_by", "granted_at", "history",
    ]  # fmt: skip
    readonly_fields = ["granted_by", "granted_at", "history"]

    @admin.display(description="What was granted")
    def history(self, accommodation):
        if accommodation.pk is None:
            return "Nothing yet."
        rows = accommodation.user.accommodation_records.select_related("by")
        return format_html_join("", "<div>{}</div>", ((str(row),) for row in rows))

    def get_readonly_fields(self, request, obj=None):
        """Whose it is stays: what is granted to one person never becomes another's."""
        return [*self.readonly_fields, *(["user"] if obj else [])]

    def save_model(self, request, obj, form, change):
        grant_accommodation(accommodation=obj, by=request.user, at=timezone.now())

    def delete_model(self, request, obj):
        withdraw_accommodation(accommodation=obj, by=request.user, at=timezone.now())

    def delete_queryset(self, request, queryset):
        for accommodation in queryset:
            self.delete_model(request, accommodation)


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """Keys for the API: who holds which, and a way to make one useless."""

    list_display = ["name", "user", "prefix", "created_at", "last_used_at", "revoked_at"]
    search_fields = ["user__email", "name", "prefix"]
    actions = ["revoke"]

    @admin.action(description="Revoke the chosen keys", permissions=["change"])
    def revoke(self, request, tokens):
        for token in tokens:
            revoke_api_token(token=token)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return [field.name for field in ApiToken._meta.fields if field.name != "digest"]

    def get_exclude(self, request, obj=None):
        return ["digest"]
