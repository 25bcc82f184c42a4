"""One learner's journey, request by request, as a browser with scripts makes it."""

from uuid import uuid4

from lms.bench.browser import Browser, Form, Reply, Unexpected
from lms.bench.stage import CODE, QUESTIONS, Stage
from lms.demo.people import PASSWORD

STEPS = (
    "activity",
    "enrol",
    "lesson",
    "finish lesson",
    "assessment",
    "start",
    "question",
    "save",
    "next",
    "review",
    "submit",
    "result",
    "transcript",
)
REQUESTS = len(STEPS) + 3 * (QUESTIONS - 1)
ACTIVITY = f"/activities/{CODE}/"


def sign_in(browser: Browser) -> None:
    """Sign in by e-mail and password; the page that follows belongs to the journey."""
    with browser:
        page = browser.get("form", f"/accounts/login/?next={ACTIVITY}")
        form = page.form("/accounts/login/")
        arrived = browser.send("sign in", form, login=[browser.email], password=[PASSWORD])
    if arrived.location != ACTIVITY:
        raise Unexpected(f"signing in leads to {arrived.location}")


def take_activity(browser: Browser, stage: Stage) -> None:
    """Read about the activity, enrol, learn, pass, and look at the credit."""
    with browser:
        page = browser.get("activity", ACTIVITY)
        enrolled = browser.send("enrol", page.form("/enrol/"))
        page = browser.get("lesson", enrolled.location)
        finished = browser.send("finish lesson", page.form("/finish/"))
        page = browser.get("assessment", finished.location)
        started = browser.send("start", page.form(page.path))
        page = answer_all(browser, stage, started.location)
        submitted = browser.send("submit", page.form("/submit/"))
        page = browser.get("result", submitted.location)
        if "recorded" not in page.text:
            raise Unexpected(f"{page.path} shows no credit")
        browser.get("transcript", "/transcript/")


def answer_all(browser: Browser, stage: Stage, first: str) -> Reply:
    """Answer every question and return the page that asks whether to submit."""
    place = first
    for _question in range(QUESTIONS):
        page = browser.get("question", place)
        form = page.form(page.path)
        fields = {**form.fields, **stage.answer_on(page.text)}
        _autosave(browser, Form(form.action, fields))
        place = browser.post("next", form.action, {**fields, "next": [_next(page)]}).location
    return browser.get("review", place)


def _autosave(browser: Browser, form: Form) -> None:
    """Send the answer as the page's script does once something is chosen."""
    sent = {name for name in form.fields if name.startswith("answer") or name == "tab"}
    fields = {name: form.fields[name] for name in sent}
    browser.post(
        "save",
        form.action,
        {**fields, "operation": [str(uuid4())]},
        **{"Accept": "application/json", "X-CSRFToken": form.fields["csrfmiddlewaretoken"][0]},
    )


def _next(page: Reply) -> str:
    """Return where the button at the foot of a question leads."""
    position = int(page.path.rstrip("/").rpartition("/")[2])
    return str(position + 1) if position < QUESTIONS else "review"
