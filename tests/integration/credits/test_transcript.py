"""The transcript: what it lists, how it is narrowed, and what leaves as a file."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from credits.models import Entry
from credits.services import adjust_claim, reverse_credit
from credits.views import transcript
from tests.factories.authoring import signed_in
from tests.factories.certificates import a_certificate, an_entry
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage

BUDGET = 8


@pytest.fixture
def learner():
    return a_person(profession="physician")


@pytest.fixture
def browser(learner) -> Client:
    return signed_in(learner)


def page_of(browser: Client, **asked) -> str:
    response = browser.get("/transcript/", asked)
    assert response.status_code == 200
    return response.content.decode()


def rows_of(browser: Client, **asked) -> list[dict[str, str]]:
    response = browser.get("/transcript.csv", asked)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_stranger_is_asked_to_sign_in(client):
    for path in ("/transcript/", "/transcript.csv"):
        assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


def test_nothing_earned_says_so_and_leads_to_the_catalogue(browser):
    page = page_of(browser)
    assert "No credit yet" in page
    assert 'href="/activities/"' in page
    assert rows_of(browser) == []


def test_entry_shows_activity_provider_day_amount_and_what_can_be_done(browser, learner):
    entry = an_entry(learner)
    page = page_of(browser)
    assert entry.facts["activity"]["title"] in page
    assert entry.facts["activity"]["provider"] in page
    assert f"{entry.earned_on:%-d %B %Y}" in page
    assert "1.00" in page
    assert "Certificate follows" in page
    certificate = a_certificate(entry)
    page = page_of(browser)
    assert f"/certificates/{certificate.code}.pdf" in page
    assert f"/verify/{certificate.code}/" in page
    assert f"/credits/{entry.pk}/claim/" in page


def test_only_one_s_own_entries_are_listed(browser, learner):
    mine, other = an_entry(learner), an_entry()
    page = page_of(browser)
    assert mine.facts["activity"]["title"] in page
    assert other.facts["activity"]["title"] not in page
    assert [row["Entry"] for row in rows_of(browser)] == [str(mine.pk)]


def test_claims_and_withdrawals_are_told_in_words(browser, learner):
    stage = a_stage()
    claimed, withdrawn = an_entry(learner, stage=stage), an_entry(learner)
    adjust_claim(entry=claimed, claim=Decimal("0.75"), at=timezone.now())
    reverse_credit(entry=withdrawn, reason="Recorded in error", at=timezone.now())
    page = page_of(browser)
    today = f"{timezone.localdate():%-d %B %Y}"
    assert f"On {today} you claimed 0.75 instead." in page
    assert "You claimed 0.75 of 1.00." in page
    assert f"Taken back on {today}: Recorded in error." in page
    assert page.count("no longer counts") == 2
    assert "0.75 <small>credits</small>" in page


def test_year_and_credit_type_narrow_page_totals_and_file(browser, learner):
    earlier = an_entry(learner)
    with_another = a_stage(credits=["ama_pra_1", "other_body"])
    sitting = with_another.ready(learner)
    with_another.pass_(sitting)
    other = Entry.objects.get(learner=learner, credit_type__code="other_body")
    year = timezone.localdate().year
    page = page_of(browser, type="other_body")
    assert other.facts["activity"]["title"] in page
    assert earlier.facts["activity"]["title"] not in page
    assert [row["Entry"] for row in rows_of(browser, type="other_body")] == [str(other.pk)]
    assert len(rows_of(browser, year=year)) == 3
    assert "Nothing matches" in page_of(browser, year=1999)
    assert rows_of(browser, year=1999) == []


@pytest.mark.parametrize(
    "asked",
    [
        {"year": "x"},
        {"year": "²⁰²⁶"},
        {"year": "99999999999999999999"},
        {"year": "0000"},
        {"type": "\x00';"},
        {"sort": "password"},
        {"page": "-3"},
        {"page": "x"},
        {"show": "x"},
    ],
)
def test_what_makes_no_sense_is_not_asked(browser, learner, asked):
    an_entry(learner)
    assert browser.get("/transcript/", asked).status_code == 200
    assert browser.get("/transcript.csv", asked).status_code == 200


def test_headings_sort_and_say_so(browser, learner):
    first, second = an_entry(learner), an_entry(learner)
    titles = sorted(entry.facts["activity"]["title"] for entry in (first, second))
    page = page_of(browser, sort="activity")
    assert page.index(titles[0]) < page.index(titles[1])
    assert 'aria-sort="ascending"' in page
    page = page_of(browser, sort="-activity")
    assert page.index(titles[1]) < page.index(titles[0])
    assert 'aria-sort="descending"' in page
    newest_first = page_of(browser)
    assert newest_first.index(f"/credits/{second.pk}/") < newest_first.index(
        f"/credits/{first.pk}/"
    )


def test_pages_keep_the_filters_and_everything_can_be_shown_to_print(browser, learner, monkeypatch):
    monkeypatch.setattr(transcript, "A_PAGE", 2)
    entries = [an_entry(learner) for _ in range(3)]
    year = timezone.localdate().year
    page = page_of(browser, year=year)
    assert "1–2 of 3 entries" in page
    assert escape(f"?year={year}&page=2") in page
    assert f"/credits/{entries[0].pk}/" not in page
    assert f"/credits/{entries[0].pk}/" in page_of(browser, year=year, page=2)
    printed = page_of(browser, year=year, show="all", print="yes")
    assert all(f"/credits/{entry.pk}/" in printed for entry in entries)
    assert "data-print" in printed


def test_file_holds_every_line_with_its_sign_and_sums_to_the_balance(browser, learner):
    entry = an_entry(learner)
    certificate = a_certificate(adjust_claim(entry=entry, claim=Decimal("0.75"), at=timezone.now()))
    rows = rows_of(browser)
    assert [row["Amount"] for row in rows] == ["0.75", "-1.00", "1.00"]
    assert sum(Decimal(row["Amount"]) for row in rows) == Decimal("0.75")
    assert [row["Status"] for row in rows] == ["Claimed", "Taken back", "Replaced"]
    assert {row["Activity"] for row in rows} == {entry.facts["activity"]["title"]}
    assert rows[0]["Certificate code"] == certificate.code
    assert rows[0]["Check at"] == certificate.printed["verify_url"]


def test_title_that_looks_like_a_formula_is_disarmed(browser, learner):
    stage = a_stage()
    stage.activity.facts["title"] = '=HYPERLINK("https://evil.example")'
    an_entry(learner, stage=stage)
    [row] = rows_of(browser)
    assert row["Activity"] == '\'=HYPERLINK("https://evil.example")'


@pytest.mark.parametrize("entries", [1, 6])
def test_transcript_costs_the_same_however_long_it_is(
    browser, learner, entries, django_assert_max_num_queries
):
    stage_entries = [an_entry(learner) for _ in range(entries)]
    for entry in stage_entries:
        a_certificate(entry)
    adjust_claim(entry=stage_entries[0], claim=Decimal("0.50"), at=timezone.now())
    browser.get("/transcript/")
    with django_assert_max_num_queries(BUDGET):
        page_of(browser)
    with django_assert_max_num_queries(BUDGET):
        rows_of(browser)


def test_day_is_the_learner_s_own(browser, learner):
    learner.time_zone = "Pacific/Auckland"
    learner.save()
    entry = an_entry(learner)
    at = timezone.now() + timedelta(days=1)
    reverse_credit(entry=entry, reason="Recorded in error", at=at)
    there = at.astimezone(learner.zone).date()
    assert f"Taken back on {there:%-d %B %Y}" in page_of(browser)
