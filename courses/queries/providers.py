"""Reads about providers."""

from accounts.domain.roles import Role
from courses.models import Provider


def team_name(role: Role, provider: Provider) -> str:
    """Return the name of the group whose members hold this role at this provider."""
    return f"{role}, {provider.name}"[:150]
