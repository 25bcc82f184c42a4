"""Where accreditation staff say under which number PARS knows an activity."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log

from common.cms import in_place
from credits.domain.destinations import is_known_to_pars
from credits.models import CreditOffer
from credits.places import offer_policy
from credits.report_forms import NumbersForm
from credits.services import OfferRefused, set_reporting_numbers


def reporting_numbers(request, pk):
    """Show and change an offer's PARS ID and last claim date."""
    return in_place(_reporting_numbers, offer_policy)(request, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def _reporting_numbers(request, pk):
    offer = CreditOffer.objects.select_related("activity", "credit_type").get(pk=pk)
    if not is_known_to_pars(offer.credit_type.code):
        raise Http404
    if not offer_policy.user_has_permission_for_instance(request.user, "change", offer):
        raise PermissionDenied
    form = NumbersForm(request.POST if request.method == "POST" else None, instance=offer)
    if form.is_valid():
        told = form.cleaned_data
        try:
            set_reporting_numbers(offer=offer, at=timezone.now(), by=request.user, **told)
        except OfferRefused as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            log(offer, "credits.numbers", data={"pars_id": told["pars_id"].strip()})
            messages.success(request, "Saved. Reports that waited for it go on.")
            return redirect("credit-offers:inspect", pk)
    status = 422 if form.errors else 200
    return render(
        request, "credits/cms/numbers.html", {"offer": offer, "form": form}, status=status
    )
