"""Who may see what about credit."""

from accounts.models import User
from credits.models import Certificate


def can_read_certificate(user: User, certificate: Certificate) -> bool:
    """Whether it is theirs, or they run the site."""
    return certificate.entry.learner_id == user.pk or user.has_perm("credits.view_certificate")
