"""The client for web services against a server of our own that fails in every way."""

import json
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from credits.domain.reporting import Status
from outcomes import gateway
from outcomes.gateway import NotDelivered, Reply, Service, deliver, service_of

KEY = "ccid:cme.example:1/add"
RECORD = {"CreditID": "ccid:cme.example:1"}
OK = json.dumps({"status": "accepted"})


@dataclass
class Body:
    """A body's server: takes records by key, and misbehaves as it is told, once or always."""

    ways: list = field(default_factory=list)
    kept: dict = field(default_factory=dict)
    seen: list = field(default_factory=list)
    address: str = ""

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers["Content-Length"])
        key, content = request.headers["Idempotency-Key"], json.loads(request.rfile.read(length))
        self.seen.append(request.headers)
        way = self.ways.pop(0) if self.ways else (200, OK)
        if way == "reset":  # it has the record, and we never hear of it
            self.kept[key] = content
            linger = struct.pack("ii", 1, 0)
            request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            request.connection.close()
            return
        if way == "slow":
            time.sleep(0.6)
            way = (200, OK)
        status, body = way
        if status == 200 and key in self.kept:
            status, body = 409, json.dumps({"reason": "Report already exists"})
        if status == 200:
            self.kept[key] = content
        request.send_response(status)
        if status == 302:
            request.send_header("Location", self.address + "/elsewhere")
        request.send_header("Content-Length", str(len(body.encode())))
        request.end_headers()
        request.wfile.write(body.encode())


@pytest.fixture
def body():
    told = Body()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            with suppress(BrokenPipeError):
                told.handle(self)

        def log_message(self, *_args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_args: None
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_port}"
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


def send(body, waits=None) -> Reply:
    waits = [] if waits is None else waits
    return deliver(Service(body.address, "secret"), RECORD, key=KEY, sleep=waits.append)


def test_record_is_taken_with_its_key_and_ours(body):
    assert send(body) == Reply(Status.ACCEPTED)
    assert body.kept == {KEY: RECORD}
    assert body.seen[0]["Authorization"] == "Bearer secret"


def test_server_that_fails_for_a_moment_is_tried_again(body):
    body.ways = [(500, "oops"), (503, "")]
    waits = []
    assert send(body, waits) == Reply(Status.ACCEPTED)
    assert waits == [1.0, 4.0]
    assert len(body.seen) == 3


def test_server_that_keeps_failing_is_left_for_later(body):
    body.ways = [(500, "oops")] * 9
    with pytest.raises(NotDelivered, match="could not be reached"):
        send(body)
    assert len(body.seen) == 3


def test_nobody_there(body):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = Service(f"http://127.0.0.1:{free.getsockname()[1]}")
    with pytest.raises(NotDelivered, match="could not be reached"):
        deliver(nobody, RECORD, key=KEY, sleep=lambda _seconds: None)


def test_slow_server_is_given_up_and_holds_the_record_once(body, monkeypatch):
    monkeypatch.setattr(gateway, "READ", 0.2)
    body.ways = ["slow"]
    reply = send(body)
    assert reply.status in {Status.PENDING_CONFIRMATION, Status.ACCEPTED}
    assert len(body.kept) == 1


def test_connection_lost_after_the_record_arrived_makes_no_second_record(body):
    body.ways = ["reset"]
    assert send(body) == Reply(Status.PENDING_CONFIRMATION, "It was there already.")
    assert body.kept == {KEY: RECORD}


def test_duplicate_is_no_rejection(body):
    send(body)
    assert send(body).status == Status.PENDING_CONFIRMATION


@pytest.mark.parametrize(
    ("way", "reply"),
    [
        ((400, '{"reason": "No\\u0007 match"}'), Reply(Status.REJECTED, "No match")),
        ((422, "Missing data"), Reply(Status.REJECTED, "Missing data")),
        ((400, ""), Reply(Status.REJECTED, "Refused with status 400.")),
        ((200, '{"status": "Pending"}'), Reply(Status.PENDING_CONFIRMATION)),
        (
            (200, '{"status": "rejected"}'),
            Reply(Status.REJECTED, "Rejected without a reason."),
        ),
        ((400, json.dumps({"reason": "x" * 999})), Reply(Status.REJECTED, "x" * 300)),
    ],
)
def test_what_a_body_says_is_understood_at_once(body, way, reply):
    body.ways = [way]
    assert send(body) == reply
    assert len(body.seen) == 1


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ((200, "<html>"), "no JSON"),
        ((200, "[]"), "no object"),
        ((200, "{}"), "no status"),
        ((200, " " * 70_000), "more than can be read"),
        ((401, ""), "status 401"),
        ((404, ""), "status 404"),
        ((429, ""), "status 429"),
        ((302, ""), "status 302"),
    ],
)
def test_what_is_no_answer_is_never_taken_for_one_and_not_tried_again(body, way, words):
    body.ways = [way]
    with pytest.raises(NotDelivered, match=words):
        send(body)
    assert len(body.seen) == 1


@pytest.mark.parametrize(
    ("address", "is_used"),
    [
        ("https://reports.example.org/x", True),
        ("http://localhost:99", True),
        ("http://reports.example.org", False),
        ("", False),
    ],
)
def test_services_are_off_until_they_are_set_up_and_never_without_tls(settings, address, is_used):
    assert service_of("pars") is None
    settings.REPORT_SERVICES = {"pars": address}
    settings.REPORT_SERVICE_TOKENS = {"pars": "secret"}
    assert (service_of("pars") == Service(address, "secret")) is is_used
