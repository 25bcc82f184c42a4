"""Offers of every system, and completions that earn them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from courses.models import ActivityPage
from credits.models import CreditOffer, CreditType
from credits.services import designate_credit, ensure_credit_types
from tests.factories.sittings import RELEASED, Stage, a_stage, pars_id_of


def a_credit_type(code: str) -> CreditType:
    ensure_credit_types()
    return CreditType.objects.get(code=code)


def an_offer(stage: Stage, code: str, amount: str = "1.00", **fields: Any) -> CreditOffer:
    """Designate one more credit for a stage, as early as its activity was released."""
    kind = a_credit_type(code)
    given = {"pars_id": pars_id_of(stage.activity.activity_id)} if kind.board else {}
    if kind.uan_audience:
        given = {
            "uan": f"0999-0000-26-{stage.activity.activity_id % 1000:03}-H01-{kind.uan_audience}"
        }
    return designate_credit(
        **{
            "activity": ActivityPage.objects.get(pk=stage.activity.activity_id),
            "credit_type": kind,
            "amount": Decimal(amount),
            "valid_from": RELEASED.date(),
            "valid_until": RELEASED.date() + timedelta(days=700),
            "at": RELEASED,
            **given,
            **fields,
        }
    )


def a_stage_of(*codes: str) -> Stage:
    """Publish an activity that offers AMA PRA credit and these."""
    ensure_credit_types()
    stage = a_stage()
    for code in codes:
        an_offer(stage, code)
    return stage
