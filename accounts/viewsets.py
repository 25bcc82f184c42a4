"""The screens on which administrators keep people and their roles."""

from django.contrib.auth.models import Group
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users

from accounts.services import settle_roles

GROUPS = (
    "A role says what somebody may do. A role with a provider's name also says where, and brings "
    "the role with it."
)


class RolesForm:
    """What both forms share: roles are groups, and only the system's owner makes superusers."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("is_superuser", None)
        self.fields["groups"].label = "Roles"
        self.fields["groups"].help_text = GROUPS
        self.fields["groups"].queryset = Group.objects.order_by("name")

    def _save_m2m(self):
        super()._save_m2m()
        settle_roles(user=self.instance)


class NewPersonForm(RolesForm, UserCreationForm):
    """A new account has no password; its owner sets one through “forgotten password”."""

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


class PersonForm(RolesForm, UserEditForm):
    """Roles and names; the address belongs to the person, who changes and confirms it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].disabled = True


class UserViewSet(users.UserViewSet):
    """Wagtail's screens with our forms."""

    def get_form_class(self, for_update=False):
        return PersonForm if for_update else NewPersonForm
