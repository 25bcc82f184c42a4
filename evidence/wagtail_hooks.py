"""References in the CMS."""

from wagtail.snippets.models import register_snippet

from evidence.snippets import ReferenceViewSet

register_snippet(ReferenceViewSet)
