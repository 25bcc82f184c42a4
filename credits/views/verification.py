"""Check a certificate by its code: for anybody, without signing in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.throttling import Allowance
from credits.forms import CodeForm
from credits.queries import Outcome, verify

# Codes have 54 random bits; this only keeps scripts from hammering. Checks that find something
# are free, so an office can go through a pile of certificates.
MISSES = Allowance("certificate-not-found", tries=20, seconds=600)
LINKEDIN = "https://www.linkedin.com/profile/add"
TOO_MANY = "Too many codes were not found from your network. Try again in ten minutes."


@require_safe
@never_cache
def verify_form(request):
    """Ask for a code, and go to its page."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("credits:verify", code=form.cleaned_data["code"])
    return _page(request, {"form": form}, 422 if form.is_bound else 200)


@require_safe
@never_cache
def verify_code(request, code):
    """Say what became of the certificate with this code."""
    form = CodeForm({"code": code})
    if not form.is_valid():
        return _page(request, {"form": form}, 404)
    if MISSES.is_spent(request):
        return _page(request, {"form": form, "refusal": TOO_MANY}, 429)
    if form.cleaned_data["code"] != code:
        return redirect("credits:verify", code=form.cleaned_data["code"])
    verdict = verify(code)
    if verdict.outcome is Outcome.NOT_FOUND:
        MISSES.spend(request)
        return _page(request, {"form": form, "verdict": verdict}, 404)
    printed = verdict.printed or {}
    context = {"form": form, "verdict": verdict, "days": _days(printed)}
    if verdict.outcome is Outcome.VALID and printed["name"]:
        is_mine = verdict.entry is not None and verdict.entry.learner_id == request.user.pk
        context["badge"] = BadgeLinks(printed, is_mine=is_mine)
    return _page(request, context)


@dataclass(frozen=True)
class BadgeLinks:
    """Where the badge of a certificate is to be had, and what networks say beside a link to it."""

    printed: Mapping[str, Any]
    is_mine: bool

    @property
    def page(self) -> str:
        return str(self.printed["verify_url"])

    @property
    def sharing(self) -> str:
        return f"{settings.BASE_URL}{reverse('credits:sharing_picture', args=[self._code])}"

    @property
    def picture(self) -> str:
        return reverse("credits:badge", args=[self._code])

    @property
    def credential(self) -> str:
        return reverse("credits:credential", args=[self._code])

    @property
    def description(self) -> str:
        """Say what it is worth and who granted it, and name nobody."""
        return f"{self.printed['credit']}, {self.printed['provider']['name']}".replace("*", "")

    @property
    def linkedin(self) -> str:
        """Return the address that adds it to the holder's profile, "" for anybody else."""
        if not self.is_mine:
            return ""
        issued = date.fromisoformat(self.printed["issued_on"])
        return f"{LINKEDIN}?" + urlencode(
            {
                "startTask": "CERTIFICATION_NAME",
                "name": self.printed["title"],
                "organizationName": self.printed["provider"]["name"],
                "issueYear": issued.year,
                "issueMonth": issued.month,
                "certUrl": self.page,
                "certId": self._code,
            }
        )

    @property
    def _code(self) -> str:
        return str(self.printed["code"])


def _days(printed: Mapping[str, Any]) -> dict[str, date]:
    return {key: date.fromisoformat(printed[key]) for key in ("completed_on", "issued_on")}


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context["checked_at"] = timezone.now()
    response = render(request, "credits/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
