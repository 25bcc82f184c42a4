"""Work that waits for nobody."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from learners import services

AT_A_STRETCH = timedelta(minutes=5)


@shared_task
def finish_overdue_attempts() -> int:
    """Mind attempts whose time is over, and write to who can still hand in."""
    done = services.finish_overdue_attempts(at=timezone.now())
    services.send_overdue_notices(at=timezone.now())
    return done


@shared_task
def carry_out_regrades() -> None:
    """Go on with the regrades that are not finished; doing it again changes nothing."""
    services.carry_out_regrades(clock=timezone.now, until=timezone.now() + AT_A_STRETCH)


@shared_task
def send_result_notices() -> int:
    """Tell learners whose answers were marked; a letter that fails is tried again later."""
    return services.send_result_notices(clock=timezone.now)


@shared_task
def seal_ledger() -> None:
    """Seal the entries that no seal holds yet."""
    services.seal_ledger(at=timezone.now())
