"""What follows a sign-in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from common.navigation import note_menus


@receiver(user_logged_in, dispatch_uid="common.note_menus")
def note_menus_at_sign_in(request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    if request is not None:
        note_menus(request.session, user)
