"""A browser's part of a visit: cookies, forms with their tokens, and how long each answer took."""

import re
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from email.message import Message
from html import unescape
from http.client import HTTPConnection
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode

HOST = "127.0.0.1"
STATEMENTS = "X-Statements"
TIMEOUT = 60
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
INPUT = re.compile(r"<input\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
KEPT_TYPES = {"hidden", "checkbox"}

Fields = Mapping[str, Sequence[str]]


class Unexpected(Exception):
    """The site answered something else than a journey expects."""


class Took(NamedTuple):
    """One request: which step of the journey, how long, and how many SQL statements if counted."""

    step: str
    seconds: float
    statements: int | None


@dataclass(frozen=True)
class Form:
    """A form of a page with what it sends by itself: hidden fields, and boxes as if ticked."""

    action: str
    fields: Fields


@dataclass(frozen=True)
class Reply:
    """What the server answered."""

    path: str
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        """Where a redirect leads, without its fragment."""
        if self.status != 302:
            raise Unexpected(f"{self.path} answered {self.status}, not a redirect")
        return str(self.headers["Location"]).partition("#")[0]

    def form(self, ending: str) -> Form:
        """Return the form whose action, by default the page itself, ends so."""
        for attributes, inside in FORM.findall(self.text):
            action = _attributes(attributes).get("action", self.path)
            if action.endswith(ending):
                return Form(action, _fields(inside))
        raise Unexpected(f"{self.path} shows no form for {ending}")


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(text)}


def _fields(inside: str) -> Fields:
    inputs = [_attributes(found) for found in INPUT.findall(inside)]
    return {
        found["name"]: [found.get("value", "on")]
        for found in inputs
        if found.get("type") in KEPT_TYPES and "name" in found
    }


@dataclass
class Browser:
    """One learner's browser, on an address of this machine."""

    port: int
    email: str = ""
    address: str = HOST
    cookies: dict[str, str] = field(default_factory=dict)
    took: list[Took] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.link = HTTPConnection(
            HOST, self.port, timeout=TIMEOUT, source_address=(self.address, 0)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Let the connection go, keep the cookies."""
        self.link.close()

    def get(self, step: str, path: str) -> Reply:
        """Open a page."""
        return self._ask(step, "GET", path)

    def send(self, step: str, form: Form, **fields: Sequence[str]) -> Reply:
        """Send a form with further fields."""
        return self.post(step, form.action, {**form.fields, **fields})

    def post(self, step: str, path: str, fields: Fields, **headers: str) -> Reply:
        """Send fields as a form does."""
        headers |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://{HOST}:{self.port}",
        }
        return self._ask(step, "POST", path, urlencode(fields, doseq=True), headers)

    def _ask(
        self,
        step: str,
        method: str,
        path: str,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        told: dict[str, Any] = {"Accept": "text/html,*/*;q=0.8", **(headers or {})}
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        begin = time.perf_counter()
        self.link.request(method, path, body, told)
        with closing(self.link.getresponse()) as response:
            address = path.partition("?")[0]
            reply = Reply(address, response.status, response.headers, response.read())
        seconds = time.perf_counter() - begin
        counted = reply.headers[STATEMENTS]
        self.took.append(Took(step, seconds, int(counted) if counted else None))
        self._keep_cookies(reply)
        if reply.status >= 400:
            raise Unexpected(f"{method} {path} answered {reply.status}")
        return reply

    def _keep_cookies(self, reply: Reply) -> None:
        for line in reply.headers.get_all("Set-Cookie") or []:
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
