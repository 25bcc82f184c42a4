"""Who is signed in: allauth's sign-in by e-mail, and the person's row on every request."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from common.prepared import ID, Prepared

_person = Prepared(lambda pk: User.objects.filter(pk=pk), ID)


class Backend(AuthenticationBackend):
    """The one backend of the site; permissions are Django's own."""

    def get_user(self, user_id):
        user = _person.first(int(user_id))
        return user if user and self.user_can_authenticate(user) else None
