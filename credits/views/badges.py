"""Badges and what verifiers look up beside them: for anybody, from any origin."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from common.signing import public_keys
from courses.models import Provider
from credits import services
from credits.badges import badge_picture, baked, multibase_key, sharing_picture
from credits.domain.open_badge import (
    MEDIA_TYPE,
    STATUS_LIST_HOLDS,
    did_of,
    issuer_profile,
    key_document,
)
from credits.models import Badge, Certificate
from credits.queries import badge_for, certificate_by_code, was_reversed
from credits.views.verification import MISSES, TOO_MANY

FIVE_MINUTES, ONE_DAY = 300, 86_400
GONE = (
    "The holder closed their account, and the credential that named them was removed. Copies in "
    "wallets keep their signatures, and the status list still tells whether the credit stands."
)


def certified(
    view: Callable[[HttpRequest, Certificate], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Find the certificate behind a code; guesses cost what they cost on the page of checks."""

    @wraps(view)
    def by_code(request: HttpRequest, code: str) -> HttpResponse:
        if MISSES.is_spent(request):
            return HttpResponse(TOO_MANY, status=429, content_type="text/plain")
        found = certificate_by_code(code)
        if found is None:
            MISSES.spend(request)
            raise Http404
        return view(request, found)

    return by_code


@require_safe
@certified
@cache_control(public=True, max_age=ONE_DAY)
def credential(_request: HttpRequest, found: Certificate) -> HttpResponse:
    """Hand out the credential as JSON with its proofs."""
    badge = _badge(found)
    return _json(badge.credential, content_type=MEDIA_TYPE) if badge else _gone()


@require_safe
@certified
@cache_control(public=True, max_age=ONE_DAY)
def token(_request: HttpRequest, found: Certificate) -> HttpResponse:
    """Hand out the credential as a JSON Web Token."""
    badge = _badge(found)
    if badge is None:
        return _gone()
    return _open(HttpResponse(badge.token, content_type="application/vc+jwt"))


@require_safe
@certified
@cache_control(public=True, max_age=ONE_DAY)
def picture(_request: HttpRequest, found: Certificate) -> HttpResponse:
    """Hand out the badge as a picture that carries its token."""
    badge = _badge(found)
    if badge is None:
        return _gone()
    content = baked(badge_picture(badge.certificate.printed), badge.token)
    answer = _open(HttpResponse(content, content_type="image/png"))
    answer["Content-Disposition"] = f'inline; filename="badge-{badge.certificate.code}.png"'
    return answer


@require_safe
@certified
@cache_control(public=True, max_age=ONE_DAY)
def sharing(_request: HttpRequest, found: Certificate) -> HttpResponse:
    """Hand out the picture that networks show beside a link, while the certificate stands."""
    if was_reversed(found.entry):
        raise Http404
    content = sharing_picture(found.printed, site=found.printed["verify_at"])
    return HttpResponse(content, content_type="image/png")


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
def status(request: HttpRequest, provider_id: int, page: int) -> HttpResponse:
    """Hand out an issuer's status list; there is one for every so many certificates issued."""
    _provider(provider_id)
    newest = Certificate.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if page > newest // STATUS_LIST_HOLDS:
        raise Http404
    found = services.status_list(provider_id=provider_id, page=page, at=timezone.now())
    return _json(found, content_type=MEDIA_TYPE)


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
def keys(request: HttpRequest, provider_id: int) -> HttpResponse:
    """Hand out the key document of an issuer, where did:web looks for it."""
    _provider(provider_id)
    named = {name: multibase_key(key) for name, key in public_keys().items()}
    did = did_of(settings.BASE_URL, provider_id)
    return _json(key_document(did, named), content_type="application/did+json")


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
def profile(request: HttpRequest, provider_id: int) -> HttpResponse:
    """Hand out who an issuer is."""
    return _json(issuer_profile(settings.BASE_URL, _provider(provider_id)))


@require_safe
@never_cache
def achievement(request: HttpRequest, code: str, version: int, kind: str) -> HttpResponse:
    """Hand out what a badge was given for, as the credentials for it say."""
    found = badge_for(code, version, kind)
    if found is None:
        raise Http404
    return _json(found.credential["credentialSubject"]["achievement"])


def _badge(found: Certificate) -> Badge | None:
    """Return the badge of a certificate, signed now if the sweep has not come by yet; None once its holder is gone."""
    if found.is_erased:
        return None
    badge: Badge | None = getattr(found, "badge", None)
    return badge or services.issue_badge(certificate_id=found.pk, at=timezone.now())


def _gone() -> HttpResponse:
    """Say what remains of a credential whose holder closed their account."""
    answer = _json({"error": "gone", "message": GONE})
    answer.status_code = 410
    return answer


def _provider(provider_id: int) -> dict[str, Any]:
    found = Provider.objects.filter(pk=provider_id).values("id", "name", "website").first()
    if found is None:
        raise Http404
    return dict(found)


def _json(content: Mapping[str, Any], *, content_type: str = "application/json") -> HttpResponse:
    return _open(JsonResponse(content, content_type=content_type, json_dumps_params={"indent": 1}))


def _open(answer: HttpResponse) -> HttpResponse:
    """Let programs of any origin read it."""
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
