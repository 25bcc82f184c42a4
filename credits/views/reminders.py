"""How somebody is reminded: days before a deadline by mail, and the address of their calendar."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from credits.models import DAYS_BEFORE, CalendarFeed, ReminderWish
from credits.services import learner_named_by, renew_calendar, revoke_calendar, wish_reminders


class WishForm(forms.Form):
    """How many days before; none ticked, no mail."""

    days = forms.TypedMultipleChoiceField(
        label="Remind me by email",
        required=False,
        coerce=int,
        choices=[(days, f"{days} days before") for days in DAYS_BEFORE],
        widget=forms.CheckboxSelectMultiple,
        help_text="Once each, in your morning, and only while something is short.",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reminders(request):
    """Show and keep what the reader wishes."""
    wish = ReminderWish.objects.filter(learner=request.user).first()
    form = WishForm(request.POST or None, initial={"days": wish.days if wish else DAYS_BEFORE})
    if request.method == "POST":
        form = WishForm(request.POST)
        if form.is_valid():
            wish_reminders(learner=request.user, days=form.cleaned_data["days"])
            messages.success(request, "Your wishes are kept.")
            return redirect("credits:reminders")
    feed = CalendarFeed.objects.filter(learner=request.user).first()
    context = {"form": form, "feed": _address(feed)}
    return render(request, "credits/reminders.html", context, status=422 if form.errors else 200)


def _address(feed: CalendarFeed | None) -> str:
    return settings.BASE_URL + reverse("learners:calendar", args=[feed.token]) if feed else ""


@login_required
@require_POST
def calendar(request):
    """Make, renew or close the address of the reader's calendar."""
    if "revoke" in request.POST:
        revoke_calendar(learner=request.user)
        messages.success(request, "The address of your calendar is closed.")
    else:
        renew_calendar(learner=request.user, at=timezone.now())
        messages.success(request, "Your calendar has a new address.")
    return redirect("credits:reminders")


@csrf_exempt  # a mail program posts here by itself (RFC 8058); the signed address is the permission
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def off(request, token):
    """End all reminders of whoever got the mail, at one press and without a sign-in."""
    learner = learner_named_by(token)
    if learner is None:
        raise Http404
    if request.method == "POST":
        wish_reminders(learner=learner, days=())
    return render(request, "credits/reminders_off.html", {"done": request.method == "POST"})
