"""Why a learner has a credit."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Profession
from credits.domain.reasons import reasons
from credits.queries import entries_about, entries_of
from credits.views.lines import lines_of


@login_required
@require_safe
@never_cache
def why(request, entry_id):
    """Show rule, version, attempt, pass mark and period of an entry, and what happened since."""
    own = entries_of(request.user).filter(reverses=None).select_related("reflection")
    entry = get_object_or_404(own, pk=entry_id)
    [line] = lines_of([entry])
    context = {
        "entry": entry,
        "line": line,
        "reasons": reasons(entry.facts, dict(Profession.choices)),
        "history": entries_about(entry),
        "note": getattr(entry, "reflection", None),
    }
    return render(request, "credits/why.html", context)
