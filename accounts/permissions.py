"""Who may see what of other people."""

from accounts.models import User


def can_reveal(user: User) -> bool:
    """Whether they may read other people's identifiers in full, each time for a reason."""
    return user.has_perm("accounts.reveal_identifier")
