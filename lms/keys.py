"""The site's public keys, so that anybody can check what it signed."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from common.signing import key_set

ONE_HOUR = 3600


@require_safe
@cache_control(public=True, max_age=ONE_HOUR)
def public_keys(request: HttpRequest) -> JsonResponse:
    """Answer with a JSON Web Key Set, to programs of any origin."""
    answer = JsonResponse(key_set(), json_dumps_params={"indent": 2})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
