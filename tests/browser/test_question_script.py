"""What the script of a question page does with the network, the clock and the keyboard.

The server is played here, so that it can fail in every way; the journey with the real one is in
the learner's tests.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ready

CSP = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:"
PATH = "/sittings/5/questions/4/"
HTML = """<!doctype html><html lang="en-GB"><head><title>Question</title>
<link rel="stylesheet" href="/static/css/site.css">
<script type="module" src="/static/js/site.js"></script></head><body>
<span role="timer" data-timer data-seconds-left="{seconds}" data-server-time="2026-05-12T10:40:00Z">
<span data-timer-value>–</span><button type="button" data-timer-toggle hidden>Hide</button></span>
<p data-timer-warning hidden><span data-part="text"></span></p>
<label hidden><input type="checkbox" data-keys-toggle>Keys</label>
<form method="post" action="{path}" data-quiz data-sitting="5" data-question="4">
<input type="hidden" name="csrfmiddlewaretoken" value="token">
<p data-answer-error hidden><span data-part="text"></span></p>
<label class="opt"><input type="radio" name="answer" value="a">One</label>
<label class="opt"><input type="radio" name="answer" value="b">Two</label>
<textarea name="answer-note"></textarea>
<button name="flag" value="1" aria-pressed="false">Flag</button>
<button name="next" value="5">Next</button></form>
<span role="status" data-save-state></span><a data-counts href="#">0 answered, 0 flagged</a>
<div data-quiz-notice="closed" hidden><span data-part="text"></span><a href="/sittings/5/result/">Result</a></div>
<div data-quiz-notice="signed-out" hidden>Sign in</div>
<form method="post" action="/sittings/5/submit/" data-time-over hidden></form>
<div data-live data-sprite="/static/img/icons.svg"></div></body></html>"""

ANSWERS = {
    "well": (200, {"saved_at": "2026-05-12T10:42:00Z", "saved_words": "Saved 10:42:00", "server_time": "2026-05-12T10:42:00Z",
                   "seconds_left": 600, "sequence": 1, "answered": 1, "flagged": 0}),
    "closed": (409, {"error": {"code": "attempt_closed", "message": "This attempt was submitted."}}),
    "invalid": (422, {"error": {"code": "answer", "message": "Enter a number."}}),
    "signed out": (403, {"error": {"code": "csrf", "message": "No."}}),
    "broken": (500, {"error": {"code": "error", "message": "No."}}),
}  # fmt: skip


class Sitting:
    """A question page whose server answers as it is told."""

    def __init__(self, visitor, seconds=1200):
        self.visitor, self.page = visitor, visitor.page
        self.mood, self.saves, self.left = "well", [], []
        self.html = HTML.format(seconds=seconds, path=PATH)
        self.page.route("**/sittings/**", self.answer)
        self.open()

    def open(self):
        self.page.goto(self.visitor.server + PATH)
        ready(self.page)

    def answer(self, route):
        request = route.request
        if request.method == "GET":
            route.fulfill(body=self.html, content_type="text/html",
                          headers={"Content-Security-Policy": CSP})  # fmt: skip
        elif request.headers.get("accept") != "application/json":
            self.left.append(request.url.removeprefix(self.visitor.server))
            route.fulfill(body="<p>Left</p>", content_type="text/html")
        elif self.mood == "down":
            route.abort("connectionfailed")
        else:
            self.saves.append(parse_qs(request.post_data))
            assert request.headers["x-csrftoken"] == "token"
            status, body = ANSWERS[self.mood]
            route.fulfill(status=status, body=json.dumps(body), content_type="application/json")

    def state(self, words):
        beginning = re.compile(rf"^\s*{re.escape(words)}")  # "Not saved" is not "Saved"
        self.page.locator("[data-save-state]", has_text=beginning).wait_for()

    def gone(self):
        self.page.get_by_text("Left", exact=True).wait_for()

    def kept(self):
        return json.loads(self.page.evaluate("localStorage.getItem('attend.kept.5')") or "{}")


@pytest.fixture
def sitting(visitor):
    someone = visitor()
    yield Sitting(someone)
    someone.forgive("Failed to load resource")


def test_answer_is_saved_on_change_and_the_page_says_so(sitting):
    sitting.page.check("[value=b]")
    sitting.state("Saved")
    (save,) = sitting.saves
    assert save["answer"] == ["b"]
    assert len(save["operation"][0]) == 36
    assert "csrfmiddlewaretoken" not in save
    assert sitting.page.inner_text("[data-counts]") == "1 answered, 0 flagged"
    assert sitting.kept() == {}


def test_typing_is_saved_after_a_pause_as_one_answer(sitting):
    clock, now = sitting.page.clock, datetime.now(UTC)
    clock.install(time=now)
    sitting.open()
    clock.pause_at(now + timedelta(minutes=1))  # however slow the machine is, nobody pauses
    sitting.page.locator("textarea").press_sequentially("5 mg")
    assert sitting.saves == []
    clock.run_for(1000)
    sitting.state("Saved")
    assert [save["answer-note"] for save in sitting.saves] == [["5 mg"]]


def test_lost_network_keeps_the_answer_and_sends_it_later(sitting):
    sitting.mood = "down"
    sitting.page.check("[value=a]")
    sitting.state("Kept on this device")
    assert "answer=a" in sitting.kept()["4"]["body"]
    sitting.mood = "well"
    sitting.page.evaluate("window.dispatchEvent(new Event('online'))")
    sitting.state("Saved")
    assert sitting.kept() == {}


def test_resent_answer_carries_the_same_operation(sitting):
    sitting.mood = "broken"
    sitting.page.check("[value=a]")
    sitting.state("Kept on this device")
    sitting.mood = "well"
    sitting.page.evaluate("window.dispatchEvent(new Event('online'))")
    sitting.state("Saved")
    assert sitting.saves[0]["operation"] == sitting.saves[-1]["operation"]


def test_kept_answer_is_back_after_the_page_was_closed(sitting):
    sitting.mood = "down"
    sitting.page.check("[value=b]")
    sitting.state("Kept on this device")
    sitting.mood = "well"
    sitting.open()
    sitting.state("Saved")
    assert sitting.page.is_checked("[value=b]")


def test_answer_given_just_before_leaving_is_kept_until_the_server_has_it(sitting):
    sitting.mood = "down"
    sitting.page.locator("textarea").fill("last word")
    sitting.page.get_by_role("button", name="Next").click()
    sitting.gone()
    sitting.mood = "well"
    sitting.open()
    sitting.state("Saved")
    assert sitting.saves[-1]["answer-note"] == ["last word"]


def test_next_without_a_change_sends_nothing_twice(sitting):
    sitting.page.check("[value=b]")
    sitting.state("Saved")
    sitting.page.get_by_role("button", name="Next").click()
    sitting.gone()
    assert len(sitting.saves) == 1
    assert sitting.kept() == {}


def test_next_without_a_network_stays_on_the_page(sitting):
    sitting.page.check("[value=b]")
    sitting.state("Saved")
    sitting.page.context.set_offline(True)
    sitting.page.get_by_role("button", name="Next").click()
    sitting.state("Kept on this device")
    assert sitting.left == []
    sitting.page.context.set_offline(False)


def test_closed_attempt_shows_its_message_and_takes_no_more(sitting):
    sitting.mood = "closed"
    sitting.page.check("[value=a]")
    notice = sitting.page.locator("[data-quiz-notice=closed]")
    notice.wait_for()
    assert "This attempt was submitted." in notice.inner_text()
    assert sitting.page.is_disabled("[value=b]")
    assert sitting.kept() == {}


def test_invalid_answer_is_explained_and_the_next_one_clears_it(sitting):
    sitting.mood = "invalid"
    sitting.page.check("[value=a]")
    sitting.page.locator("[data-answer-error]", has_text="Enter a number.").wait_for()
    sitting.state("Not saved")
    sitting.mood = "well"
    sitting.page.check("[value=b]")
    sitting.state("Saved")
    assert sitting.page.is_hidden("[data-answer-error]")


def test_ended_session_keeps_the_answer_and_asks_to_sign_in(sitting):
    sitting.mood = "signed out"
    sitting.page.check("[value=a]")
    sitting.page.locator("[data-quiz-notice=signed-out]").wait_for()
    assert "answer=a" in sitting.kept()["4"]["body"]


def test_flag_is_sent_at_once_without_leaving(sitting):
    sitting.page.get_by_role("button", name="Flag").click()
    sitting.state("Saved")
    assert sitting.saves[-1]["flag"] == ["1"]
    assert sitting.page.get_attribute("[name=flag]", "aria-pressed") == "true"
    sitting.page.get_by_role("button", name="Flag").click()
    assert sitting.page.get_attribute("[name=flag]", "value") == "1"
    sitting.state("Saved")
    assert sitting.left == []


def test_keys_choose_an_option_and_can_be_turned_off(sitting):
    sitting.page.keyboard.press("b")
    assert sitting.page.is_checked("[value=b]")
    sitting.page.keyboard.press("1")
    assert sitting.page.is_checked("[value=a]")
    sitting.page.uncheck("[data-keys-toggle]")
    sitting.page.keyboard.press("2")
    assert sitting.page.is_checked("[value=a]")


def test_keys_leave_typing_alone(sitting):
    sitting.page.locator("textarea").press_sequentially("ab")
    assert sitting.page.input_value("textarea") == "ab"
    assert not sitting.page.is_checked("[value=a]")


def test_timer_follows_the_server_and_can_be_hidden(sitting):
    assert sitting.page.inner_text("[data-timer-value]").startswith(("20:00", "19:5"))
    expect(sitting.page.get_by_role("timer")).to_have_accessible_name("Time left: 20 minutes")
    sitting.page.check("[value=a]")
    sitting.state("Saved")
    expect(sitting.page.locator("[data-timer-value]")).to_have_text(re.compile("^(10:00|9:5.)$"))
    sitting.page.click("[data-timer-toggle]")
    assert sitting.page.is_hidden("[data-timer-value]")
    sitting.open()
    assert sitting.page.is_hidden("[data-timer-value]")


def test_timer_warns_and_hands_in_when_time_is_over(visitor):
    sitting = Sitting(visitor(), seconds=61)
    sitting.page.locator("[data-live]", has_text="1 minute left").wait_for(state="attached")
    assert sitting.page.is_visible("[data-timer-warning]")
    over = Sitting(visitor(), seconds=1)
    over.gone()
    assert over.left == ["/sittings/5/submit/"]


@pytest.fixture
def slow(sitting):
    """Hold back the first request; `slow()` lets it go. The requests stand in `slow.arrived`."""
    held = []

    def hold(route):
        slow.arrived.append(route.request.headers.get("accept") == "application/json")
        if held or len(slow.arrived) > 1:
            sitting.answer(route)
        else:
            held.append(route)

    def slow():
        sitting.page.wait_for_timeout(300)
        sitting.answer(held[0])

    slow.arrived = []
    sitting.page.route("**/sittings/**", hold)
    return slow


def test_saves_are_sent_one_at_a_time_and_the_newest_last(sitting, slow):
    with sitting.page.expect_request("**/sittings/**"):
        for value in "abab":
            sitting.page.evaluate(f"document.querySelector('[value={value}]').click()")
    slow()
    sitting.state("Saved")
    assert [save["answer"] for save in sitting.saves] == [["a"], ["b"]]


def test_page_says_saved_only_of_the_newest_answer(sitting):
    held = []
    sitting.page.route("**/sittings/**", lambda route: held.append(route) or None)
    with sitting.page.expect_request("**/sittings/**"):
        sitting.page.check("[value=a]")
    sitting.page.check("[value=b]")
    with sitting.page.expect_request("**/sittings/**"):
        sitting.answer(held[0])
    expect(sitting.page.locator("[data-save-state]")).to_have_text("Saving…")
    sitting.answer(held[1])
    sitting.state("Saved")


def test_leaving_lets_a_save_under_way_arrive_first(sitting, slow):
    with sitting.page.expect_request("**/sittings/**"):
        sitting.page.evaluate(
            "document.querySelector('[value=a]').click();"
            "document.querySelector('[name=next]').click()"
        )
    slow()
    sitting.gone()
    assert slow.arrived == [True, False]


def test_answers_are_sent_though_the_browser_stores_nothing(sitting):
    sitting.page.evaluate(
        "Storage.prototype.setItem = () => { throw new Error('full') }; localStorage.clear()"
    )
    sitting.page.check("[value=a]")
    sitting.state("Saved")
    assert [save["answer"] for save in sitting.saves] == [["a"]]
