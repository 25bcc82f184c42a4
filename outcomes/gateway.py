"""A client for bodies that take reports over the web, one record at a time.

What is sent names itself by CreditID and action, so that sending it again is safe: a body that has
it says so. Time-outs, broken connections and answers from 500 on are tried again; nothing else is.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from django.conf import settings

from credits.domain.reporting import Status
from outcomes.domain.reports.clean import clean

logger = structlog.get_logger(__name__)
CONNECT, READ = 5.0, 20.0  # seconds
WAITS = (1.0, 4.0)  # between the tries
MOST_BYTES = 64 * 1024
LONGEST_REASON = 300
BROKEN = 500
TAKEN = range(200, 300)
REFUSED = {400, 409, 422}
THERE_ALREADY = 409
NEARBY = {"localhost", "127.0.0.1", "::1"}
ANSWERS: Mapping[str, Status] = {
    "accepted": Status.ACCEPTED,
    "pending": Status.PENDING_CONFIRMATION,
    "received": Status.PENDING_CONFIRMATION,
    "rejected": Status.REJECTED,
}


class NotDelivered(Exception):
    """The body did not answer so that it can be understood; it may have the record all the same."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Service:
    """Where a destination takes reports, and by which key it knows us."""

    address: str
    token: str = ""


@dataclass(frozen=True)
class Reply:
    """What a body said of one record."""

    status: Status
    reason: str = ""


def service_of(destination: str) -> Service | None:
    """Return the web service of a destination, None where none is set up."""
    address = settings.REPORT_SERVICES.get(destination, "")
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in NEARBY:
        logger.error("report_service_without_tls", destination=destination)
        return None
    return Service(address, settings.REPORT_SERVICE_TOKENS.get(destination, ""))


def deliver(
    service: Service,
    record: Mapping[str, Any],
    *,
    key: str,
    sleep: Callable[[float], None] = time.sleep,
) -> Reply:
    """Send one record and return what was said; raise `NotDelivered`.

    `key` is the same whenever the same thing is sent.
    """
    for wait in WAITS:
        try:
            return _send(service, record, key)
        except requests.RequestException as error:
            logger.warning("report_not_delivered", error=type(error).__name__)
        sleep(wait)
    try:
        return _send(service, record, key)
    except requests.RequestException as error:
        raise NotDelivered(f"The service could not be reached ({type(error).__name__}).") from error


def _send(service: Service, record: Mapping[str, Any], key: str) -> Reply:
    headers = {"Idempotency-Key": key, "Accept": "application/json"}
    if service.token:
        headers["Authorization"] = f"Bearer {service.token}"
    with requests.post(
        service.address,
        json=record,
        headers=headers,
        timeout=(CONNECT, READ),
        allow_redirects=False,
        stream=True,
    ) as answer:
        if answer.status_code >= BROKEN:
            raise requests.HTTPError(f"Status {answer.status_code}")
        return _read(answer)


def _read(answer: requests.Response) -> Reply:
    if answer.status_code == THERE_ALREADY:
        return Reply(Status.PENDING_CONFIRMATION, "It was there already.")
    if answer.status_code not in REFUSED and answer.status_code not in TAKEN:
        raise NotDelivered(f"The service answered with status {answer.status_code}.")
    said = _content(answer)
    reason = clean(str(said.get("reason") or ""))[:LONGEST_REASON]
    if answer.status_code in REFUSED:
        return Reply(Status.REJECTED, reason or f"Refused with status {answer.status_code}.")
    status = ANSWERS.get(str(said.get("status", "")).casefold())
    if status is None:
        raise NotDelivered("The service answered with no status that is known.")
    if status is Status.REJECTED and not reason:
        reason = "Rejected without a reason."
    return Reply(status, reason)


def _content(answer: requests.Response) -> Mapping[str, Any]:
    body = b""
    for chunk in answer.iter_content(8192):
        body += chunk
        if len(body) > MOST_BYTES:
            raise NotDelivered("The service answered with more than can be read.")
    try:
        found = json.loads(body)
    except ValueError as error:
        if answer.status_code in REFUSED:
            return {"reason": body.decode("utf-8", "replace")}
        raise NotDelivered("The service answered with something that is no JSON.") from error
    if not isinstance(found, dict):
        raise NotDelivered("The service answered with something that is no object.")
    return found
