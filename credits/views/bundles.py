"""A year's certificates at once: ask, watch, download."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from credits.forms import BundleForm
from credits.models import Bundle
from credits.queries import kinds_of
from credits.services import BundleRefused, ask_for_bundle


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def bundles(request):
    """List the learner's bundles and take the wish for another."""
    years = sorted({year for year, _code, _name in kinds_of(request.user)}, reverse=True)
    is_posted = request.method == "POST"
    form = BundleForm(request.POST if is_posted else None, years=years)
    if is_posted and form.is_valid():
        try:
            ask_for_bundle(learner=request.user, at=timezone.now(), **form.cleaned_data)
        except BundleRefused:
            messages.info(request, "One is being made already. Ask again when it is ready.")
        return redirect("credits:bundles")
    kept = Bundle.objects.filter(learner=request.user, expires_at__gt=timezone.now())
    context = {"form": form, "years": years, "bundles": list(kept)}
    return render(request, "credits/bundles.html", context, status=422 if is_posted else 200)


@login_required
@require_safe
@never_cache
def bundle(request, bundle_id):
    """Send a bundle to its owner, while it is kept."""
    kept = Bundle.objects.filter(learner=request.user, expires_at__gt=timezone.now())
    found = get_object_or_404(kept.exclude(ready_at=None), pk=bundle_id)
    try:
        file = found.file.open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    name = f"certificates-{found.year}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
