"""Each component renders from the variables that its comment names, and says everything in words."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.core.paginator import Paginator
from django.template import RequestContext
from django.template.loader import get_template
from django.test import RequestFactory


def render(name, path="/activities/?q=opioid&page=2", **context):
    request = RequestFactory().get(path)
    template = get_template(f"components/{name}.html").template
    return BeautifulSoup(template.render(RequestContext(request, context)), "html.parser")


CARD = {"title": "Delirium", "url": "/activities/delirium/", "slug": "delirium", "minutes": 35}


def test_card_has_one_link_in_its_heading():
    card = render("card", **CARD, credit="0.5", format="Course")
    assert [a["href"] for a in card.select("a")] == ["/activities/delirium/"]
    assert card.select_one("h3 a").get_text() == "Delirium"
    assert "0.50 credit" in card.get_text()
    assert "35 min" in card.get_text()


def test_card_names_its_strand_in_words():
    assert "Clinical" in render("card", **CARD).get_text()
    skills = render("card", **CARD, skills=True)
    assert "Soft skills" in skills.get_text()
    assert "skills" in skills.li["class"]


def test_card_shows_progress_once_begun():
    begun = render("card", **CARD, done=2, of=6, status="Lesson 3 of 6")
    assert begun.progress["value"] == "2"
    assert begun.progress["aria-label"] == "Progress: Delirium"
    assert not render("card", **CARD, done=0, of=6).progress


def test_steps_say_their_state_and_mark_the_current_one():
    states = [("done", "/a/", "Completed"), ("now", "/b/", "14 min"), ("waiting", "", "Closed")]
    steps = [SimpleNamespace(title=s, state=s, url=u, note=n) for s, u, n in states]
    page = render("steps", steps=steps)
    assert [a["href"] for a in page.select("a")] == ["/a/", "/b/"]
    assert page.select_one("[aria-current=step]")["href"] == "/b/"
    assert [s.get_text() for s in page.select("small")] == ["Completed", "14 min", "Closed"]


def test_pagination_keeps_filters():
    page = render("pagination", page=Paginator(range(100), 20).page(2), noun="activities")
    assert "21–40 of 100 activities" in page.get_text()
    assert [a["href"] for a in page.select("a")] == ["?q=opioid&page=1", "?q=opioid&page=3"]


def test_pagination_of_one_page_only_counts():
    page = render("pagination", page=Paginator(range(3), 20).page(1), noun="entries")
    assert page.get_text(strip=True) == "3 entries"
    assert not page.nav


@pytest.mark.parametrize("tone", ["info", "ok", "warn", "bad", "credit"])
def test_notice_repeats_its_tone_by_an_icon(tone):
    notice = render("notice", tone=tone, title="Note.", text="Read this.")
    assert tone in notice.p["class"]
    assert notice.svg
    assert notice.get_text(strip=True) == "Note.Read this."


def test_notice_escapes_what_it_is_given():
    assert not render("notice", text="<script>alert(1)</script>").script


def test_seal_writes_the_amount():
    assert render("seal", slug="delirium", amount="0.5").b.get_text() == "0.50"


def test_empty_offers_a_way_on():
    empty = render("empty", title="No entries", link="/activities/", link_text="Browse", level=3)
    assert empty.h3.get_text() == "No entries"
    assert empty.a["href"] == "/activities/"
