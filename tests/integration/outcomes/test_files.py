import csv
import io
import re
from datetime import UTC, datetime
from decimal import Decimal
from statistics import mean

import pytest
from django.utils import timezone

from common.spreadsheets import BYTE_ORDER_MARK
from courses.queries import frozen_activity
from credits.models import Entry
from credits.services import adjust_claim
from outcomes.domain.cohort import Cohort
from outcomes.domain.participation import LABELS, Stage
from outcomes.exports import ACTIVITY_TABLES, PROVENANCE, PROVIDER_TABLES
from outcomes.queries import outcome_report
from outcomes.queries.report import QUERY_VERSION
from tests.factories.outcomes import a_world, with_history
from tests.integration.outcomes.recount import Recount

ACTIVITY = "/reports/academy/told/"
THERE = [name for name in ACTIVITY_TABLES if not name.startswith("follow-up")]


def body(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(body(answer), newline="")))


@pytest.fixture
def recount(world):
    return Recount(world.activity, world.version, Cohort())


def test_every_table_is_a_file_and_says_where_it_comes_from(reader):
    for table in THERE:
        answer = reader.get(f"{ACTIVITY}{table}.csv")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        name = answer.headers["Content-Disposition"]
        assert re.fullmatch(rf'attachment; filename="told-{table}-\d{{8}}T\d{{4}}Z.csv"', name)
        rows = rows_of(answer)
        assert rows, table
        for row in rows:
            assert [row[column] for column in PROVENANCE][0::2] == ["Everybody", str(QUERY_VERSION)]
            assert datetime.fromisoformat(row["Data as of"]).tzinfo == UTC
            assert None not in row


def test_every_table_of_a_provider_is_a_file(reader):
    for table in PROVIDER_TABLES:
        rows = rows_of(reader.get(f"/reports/academy/{table}.csv?profession=physician"))
        assert {row["People included"] for row in rows} == {"Physician (MD or DO)"}


@pytest.mark.parametrize("path", ["/reports/academy/nothing.csv", ACTIVITY + "nothing.csv"])
def test_an_unknown_table_is_not_there(reader, path):
    assert reader.get(path).status_code == 404


def test_tables_without_replies_are_not_there(reader):
    assert reader.get(ACTIVITY + "follow-up.csv").status_code == 404
    assert reader.get(ACTIVITY + "follow-up-comments.csv").status_code == 404


def test_the_page_links_to_every_file_and_each_answers(reader):
    page = reader.get(ACTIVITY + "?profession=physician").content.decode()
    links = re.findall(r'href="([a-z-]+\.csv[^"]*)"', page)
    assert len(links) > 8
    for link in links:
        answer = reader.get(ACTIVITY + link.replace("&amp;", "&"))
        assert "Physician (MD or DO)" in body(answer)


def test_the_mark_for_excel_is_an_option(reader):
    assert not body(reader.get(ACTIVITY + "items.csv")).startswith(BYTE_ORDER_MARK)
    assert body(reader.get(ACTIVITY + "items.csv?mark=yes")).startswith(
        BYTE_ORDER_MARK + "Question"
    )


def test_no_cell_is_taken_for_a_formula_and_no_number_for_text(reader, world):
    entry = Entry.objects.filter(amount__gt=0, reversed_by=None).first()
    adjust_claim(entry=entry, claim=Decimal("0.25"), at=timezone.now())
    comments = {row["Comment"] for row in rows_of(reader.get(ACTIVITY + "comments.csv"))}
    assert "'=1+1" in comments
    assert "Too long; didn't\nread" in comments
    credit = rows_of(reader.get(ACTIVITY + "credits.csv"))
    assert any(row["Claimed less"].startswith("-") for row in credit)


def test_participation_agrees_with_the_rows(reader, recount):
    rows = {row["Stage"]: row for row in rows_of(reader.get(ACTIVITY + "participation.csv"))}
    counts = recount.funnel()
    for stage in Stage:
        assert rows[LABELS[stage]]["People"] == str(counts[stage.value])
        share = counts[stage.value] / counts["enrolled"]
        assert rows[LABELS[stage]]["Share of enrolled"] == f"{share:.6f}"
    assert rows["PARS learners"]["People"] == str(counts["took_part"])


def test_completions_agree_with_the_rows(reader, recount):
    rows = rows_of(reader.get(ACTIVITY + "completions.csv"))
    months = {row["Month (UTC)"]: int(row["Completed"]) for row in rows}
    assert {month: n for month, n in months.items() if n} == dict(recount.months())


def test_credit_agrees_with_the_ledger(reader, recount):
    rows = rows_of(reader.get(ACTIVITY + "credits.csv"))
    names = {entry.credit_type.name: entry.credit_type.code for entry in recount.entries}
    labels = {"physician": "Physician (MD or DO)", "other": "Another profession"}
    expected = {
        (code, labels.get(profession, profession)): line
        for (code, profession), line in recount.credit().items()
    }
    assert len(rows) == len(expected)
    for row in rows:
        recorded, adjusted, withdrawn, people = expected[
            names[row["Credit type"]], row["Profession at award"]
        ]
        assert Decimal(row["Recorded"]) == recorded
        assert Decimal(row["Claimed less"]) == adjusted
        assert Decimal(row["Withdrawn"]) == withdrawn
        assert Decimal(row["Balance"]) == recorded + adjusted + withdrawn
        assert int(row["People"]) == len(people)
    balance = sum(entry.amount for entry in recount.entries)
    assert sum(Decimal(row["Balance"]) for row in rows) == balance


def test_knowledge_agrees_with_the_rows(reader, recount):
    (row,) = rows_of(reader.get(ACTIVITY + "knowledge.csv"))
    matched, before_only, after_only = recount.pairs()
    before, after = zip(*matched, strict=True)
    assert row["Matched"] == str(len(matched))
    assert (row["Pre-test only"], row["Post-test only"]) == (str(before_only), str(after_only))
    assert row["Mean before %"] == f"{float(mean(before)):.6f}"
    assert row["Mean after %"] == f"{float(mean(after)):.6f}"
    hake = (mean(after) - mean(before)) / (100 - mean(before))
    assert row["Hake gain"] == f"{float(hake):.6f}"


def test_items_agree_with_the_rows(reader, recount):
    rows = {
        int(row["Question version"]): row for row in rows_of(reader.get(ACTIVITY + "items.csv"))
    }
    for purpose, side in (("pre_test", "pre-test"), ("post_test", "post-test")):
        for question, (attempts, difficulty, _r) in recount.items(purpose).items():
            row = rows[question]
            assert row["Question"] == recount.title(question)
            assert row[f"n, {side}"] == str(attempts)
            shown = f"{float(difficulty):.6f}" if attempts >= 10 else ""
            assert row[f"Difficulty p, {side}"] == shown


def test_choices_agree_with_the_rows(reader, recount):
    picked = recount.picked("post_test")
    rows = rows_of(reader.get(ACTIVITY + "choices.csv"))
    found = {}
    for row in rows:
        question = int(row["Question version"])
        if question in picked and row["Picked, post-test"]:
            key = row["Choice"].removeprefix("Option ")
            found.setdefault(question, {})[key] = int(row["Picked, post-test"])
    assert found
    for question, counts in found.items():
        assert {key: n for key, n in counts.items() if n} == picked[question]


def test_page_and_file_show_the_same_figures(reader, world):
    page = reader.get(ACTIVITY).content.decode()
    for row in rows_of(reader.get(ACTIVITY + "items.csv")):
        for column in ("Difficulty p, pre-test", "Difficulty p, post-test"):
            if row[column]:
                assert f">{float(row[column]):.2f}<" in page
    for row in rows_of(reader.get(ACTIVITY + "credits.csv")):
        assert f"<b>{Decimal(row['Balance']):,}</b>" in page


def test_an_activity_file_lists_every_activity(reader, world):
    with_history(a_world(world.provider, code="second"), learners=5, seed=2)
    rows = {
        row["Activity code"]: row for row in rows_of(reader.get("/reports/academy/activities.csv"))
    }
    assert rows.keys() == {"told", "second"}
    report = outcome_report(frozen_activity(world.version.pk), Cohort(), at=timezone.now())
    assert rows["told"]["Enrolled"] == str(report.enrolled)
    assert rows["told"]["Completed"] == str(report.participation[Stage.COMPLETED])
    balance = sum(line.balance for line in report.credit if line.type_code == "participation")
    assert rows["told"]["Balance: Certificate of participation"] == str(balance)


def test_moments_are_written_in_utc(reader):
    row = rows_of(reader.get(ACTIVITY + "knowledge.csv"))[0]
    assert row["Data as of"].endswith("Z")
    written = datetime.fromisoformat(row["Data as of"])
    assert abs((datetime.now(UTC) - written).total_seconds()) < 120
