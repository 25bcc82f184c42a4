"""The CMS page on which an activity's published versions are read and compared."""

from django.shortcuts import get_object_or_404, render

from courses.domain.differences import changes, told_by
from courses.permissions import own_activity


def versions(request, pk, number=None):
    """Show a version as it was published, the newest if none is named, and what it changed."""
    activity = own_activity(request.user, pk)
    rows = list(activity.versions.order_by("-number").only("number", "frozen_at", "activity"))
    if not rows:
        return render(request, "courses/cms/versions.html", {"activity": activity})
    shown = get_object_or_404(activity.versions, number=number or rows[0].number)
    wanted = request.GET.get("from", "")
    against = int(wanted) if wanted.isdecimal() and len(wanted) < 7 else shown.number - 1
    before = activity.versions.filter(number=against).first()
    return render(
        request,
        "courses/cms/versions.html",
        {
            "activity": activity,
            "rows": rows,
            "shown": shown,
            "told": told_by(shown.facts),
            "before": before,
            "changes": changes(before.facts, shown.facts) if before else [],
        },
    )
