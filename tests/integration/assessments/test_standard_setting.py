"""A study of a pass mark, from the invitation to the learner who starts with it."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.domain.roles import Role
from assessments.domain.rulings import RulingChoice
from assessments.models import Adoption, Judge, Rating, Ruling, Study, StudyItem
from assessments.queries import current_version_id, frozen_assessment
from assessments.queries.studies import CELLS, cell_name, result_of, studies_to_rate
from assessments.services import (
    FreezeRefused,
    StudyRefused,
    adopt_cut_score,
    dismiss_judge,
    freeze_assessment,
    open_next_round,
    open_study,
    rate,
    rule_on_question,
    set_grid,
    start_attempt,
)
from tests.factories.authoring import (
    a_member,
    a_question,
    a_team,
    an_assessment,
    publish,
    signed_in,
)
from tests.factories.outcomes import a_person
from tests.refusals import assert_append_only, change, insert_copy, refused

# docs/rules/standard-setting.md: three judges, two items
ROUND_1 = [(60, 40), (70, 40), (80, 70)]


@pytest.fixture
def team():
    return a_team("Harbour")


@pytest.fixture
def assessment(team):
    return an_assessment(team.bank, a_question(team.bank), a_question(team.bank))


@pytest.fixture
def study(team, assessment):
    judges = [team.reviewer, team.educator, a_member(team.provider, Role.REVIEWER)]
    return a_study(assessment, team, judges)


def a_study(assessment, team, judges, **fields) -> Study:
    return open_study(
        assessment=assessment,
        by=team.educator,
        at=timezone.now(),
        judges=judges,
        **{"title": "Panel", "method": "angoff", "borderline": "A resident.", **fields},
    )


def rated(study, table=ROUND_1):
    for judge, row in zip(study.judges.order_by("pk"), table, strict=False):
        for item, percent in zip(study.items.all(), row, strict=True):
            rate(judge=judge, item=item, percent=percent, at=timezone.now())
    return study


def adopted(study, by, reason="The panel agreed.") -> Adoption:
    return adopt_cut_score(study=study, reason=reason, by=by, at=timezone.now())


def page(name, study, *args) -> str:
    return reverse(f"assessments_{name}", args=[study.pk, *args])


def test_worked_example_in_the_database(study):
    found = result_of(rated(study))
    assert found.cut == Decimal(60)
    assert (found.low, found.high) == (Decimal(50), Decimal(75))
    assert round(found.sd, 1) == 13.2
    assert round(found.standard_error, 1) == 7.6
    assert found.disputed == 1

    study = open_next_round(study=study)
    third, second_item = study.judges.order_by("pk").last(), study.items.last()
    rate(judge=third, item=second_item, percent=40, at=timezone.now())
    again = result_of(study)
    assert again.cut == Decimal(55)
    assert round(again.sd, 1) == 5.0
    assert [cut for _round, cut, _sd in again.round_lines] == [Decimal(60), Decimal(55)]


def test_ebel_takes_each_judge_s_cell(team, assessment):
    study = a_study(assessment, team, [team.reviewer, team.educator], method="ebel")
    first, second = study.items.all()
    for judge in study.judges.all():
        rate(judge=judge, item=first, difficulty="easy", importance="essential", at=timezone.now())
    assert result_of(study).cut is None
    grid = {cell_name(*cell): 50 for cell in CELLS} | {"easy/essential": 90, "hard/important": 45}
    study = set_grid(study=study, grid=grid)
    assert result_of(study).cut is None
    cells = [("hard", "important"), ("medium", "important")]
    for judge, (difficulty, importance) in zip(study.judges.all(), cells, strict=True):
        rate(
            judge=judge,
            item=second,
            difficulty=difficulty,
            importance=importance,
            at=timezone.now(),
        )
    assert result_of(study).cut == Decimal("68.75")  # (90 + (45 + 50) / 2) / 2


def test_a_question_ruled_out_leaves_the_cut_score(team, study):
    rated(study)
    version = study.items.last().question_version
    rule_on_question(
        question_version=version,
        choice=RulingChoice.EXCLUDE,
        against=None,
        reason="Outdated",
        by=team.educator,
        at=timezone.now(),
    )
    assert Ruling.objects.exists()
    found = result_of(study)
    assert found.cut == Decimal(70)
    row = adopted(study, team.educator)
    assert row.excluded == [version.pk]
    assert list(row.standards.values()) == ["7/10"]


def test_a_judge_who_leaves_is_left_out_and_kept_on_record(study):
    rated(study)
    dismiss_judge(judge=study.judges.order_by("pk").last(), at=timezone.now())
    assert result_of(study).cut == Decimal("52.5")
    assert Rating.objects.count() == 6


def test_adopting_sets_the_draft_s_mark_and_publishing_freezes_its_source(team, study, assessment):
    row = adopted(rated(study), team.educator)
    assessment.refresh_from_db()
    assert assessment.pass_mark is None  # the live one stays as it is
    draft = assessment.get_latest_revision_as_object()
    assert (draft.pass_mark, draft.standard) == (Decimal(60), row)

    publish(draft, by=team.educator)
    policy = frozen_assessment(current_version_id(assessment.pk)).policy
    assert policy.pass_mark == Decimal(60)
    assert policy.standard_source.startswith("Modified Angoff with 3 judges")
    study.refresh_from_db()
    assert not study.is_open
    for refused_now in (lambda: rated(study), lambda: open_next_round(study=study)):
        with pytest.raises(StudyRefused):
            refused_now()


def test_another_mark_names_no_study(team, study, assessment):
    adopted(rated(study), team.educator)
    assessment.refresh_from_db()
    draft = assessment.get_latest_revision_as_object()
    draft.pass_mark = Decimal(75)
    publish(draft)
    policy = frozen_assessment(current_version_id(assessment.pk)).policy
    assert policy.standard_source == ""


def test_nothing_is_adopted_before_every_question_is_rated(team, study):
    first = study.items.first()
    rate(judge=study.judges.first(), item=first, percent=60, at=timezone.now())
    with pytest.raises(StudyRefused):
        adopted(study, team.educator)
    assert not Adoption.objects.exists()


def a_drawing_assessment(team):
    for title in ("Easy", "Medium", "Hard"):
        a_question(team.bank, title=title, lead_in=f"{title}?", tags="pool")
    return an_assessment(team.bank, draw=("pool", 1), pass_mark=Decimal(50))


def test_a_form_passes_at_the_cut_score_of_its_own_questions(team):
    assessment = a_drawing_assessment(team)
    study = a_study(assessment, team, [team.reviewer])
    expected = {"Easy": 90, "Medium": 60, "Hard": 30}
    judge = study.judges.get()
    for item in study.items.all():
        percent = expected[item.question_version.context["title"]]
        rate(judge=judge, item=item, percent=percent, at=timezone.now())
    adopted(study, team.educator)
    assessment.refresh_from_db()
    draft = assessment.get_latest_revision_as_object()
    assert draft.pass_mark == Decimal(60)
    draft.pass_mark_from_form = True
    publish(draft)

    version = frozen_assessment(current_version_id(assessment.pk))
    assert version.policy.pass_mark_words == "30% to 90%, by the questions drawn"
    marks = set()
    for seed in range(12):
        attempt = start_attempt(
            learner=a_person(), assessment_id=assessment.pk, at=timezone.now(), seed=seed
        )
        title = version.questions[attempt.form[0]["question_version"]].context["title"]
        assert attempt.pass_mark == expected[title]
        marks.add(attempt.pass_mark)
    assert len(marks) > 1

    # A question that changed since was rated by nobody
    a_question(team.bank, title="Easy", lead_in="New?", tags="pool")
    with pytest.raises(FreezeRefused, match="not rated"):
        freeze_assessment(assessment=draft, at=timezone.now())


def test_marks_of_forms_need_an_adopted_study(team):
    assessment = a_drawing_assessment(team)
    assessment.pass_mark_from_form = True
    with pytest.raises(FreezeRefused, match="cut score of a study"):
        publish(assessment)


def test_chair_opens_leads_and_adopts_in_the_cms(team, assessment):
    chair = signed_in(team.educator)
    new = reverse("assessments_study_new", args=[assessment.pk])
    assert chair.post(new, {"title": "Panel"}).status_code == 422
    told = {
        "title": "Panel",
        "method": "angoff",
        "borderline": "A resident.",
        "in_rounds": "on",
        "judges": [team.reviewer.pk],
    }
    assert chair.post(new, told).status_code == 302
    study = Study.objects.get()
    assert "There is no cut score yet" in chair.get(page("study", study)).content.decode()

    judge = signed_in(team.reviewer)
    first = judge.get(page("rate", study), follow=True).content.decode()
    assert "A resident." in first
    assert "Key and rationale" not in first
    assert judge.post(page("rate_question", study, 1), {"percent": "63"}).status_code == 422
    after = judge.post(page("rate_question", study, 1), {"percent": "60"})
    assert after.url == page("rate_question", study, 2)
    judge.post(page("rate_question", study, 2), {"percent": "80"})
    assert not studies_to_rate(team.reviewer).exists()

    shown = chair.get(page("study", study)).content.decode()
    assert "<strong>70.00 %</strong>" in shown
    chair.post(page("study_lead", study), {"next_round": "1"})
    assert [seat.study for seat in studies_to_rate(team.reviewer)] == [study]
    again = judge.get(page("rate_question", study, 1)).content.decode()
    assert "expected 60.00 % on average" in again
    chair.post(page("study_lead", study), {"invite": "1", "judges": [team.educator.pk]})
    assert Judge.objects.count() == 2
    chair.post(page("study_lead", study), {"dismiss": study.judges.last().pk})

    assert chair.post(page("study_adopt", study), {"reason": ""}).status_code == 422
    assert chair.post(page("study_adopt", study), {"reason": "Agreed."}).status_code == 302
    assert Adoption.objects.get().adopted_by == team.educator
    rows = b"".join(chair.get(page("study_file", study)).streaming_content).decode().splitlines()
    assert len(rows) == 3
    edit = reverse(assessment.snippet_viewset.get_url_name("edit"), args=[assessment.pk])
    assert "Modified Angoff with 1 judge" in chair.get(edit).content.decode()
    assert "This study is closed" in judge.get(page("rate_question", study, 1)).content.decode()


def test_ebel_is_rated_and_its_grid_kept_in_the_cms(team, assessment):
    study = a_study(assessment, team, [team.reviewer], method="ebel")
    judge, chair = signed_in(team.reviewer), signed_in(team.educator)
    cell = {"difficulty": "easy", "importance": "essential"}
    assert judge.post(page("rate_question", study, 1), {}).status_code == 422
    for number in (1, 2):
        judge.post(page("rate_question", study, number), cell)
    chair.post(page("study_lead", study), {"grid": "1", "easy/essential": "90"})
    assert result_of(study).cut is None
    grid = {cell_name(*each): "45" for each in CELLS} | {"easy/essential": "90"}
    chair.post(page("study_lead", study), {"grid": "1", **grid})
    study.refresh_from_db()
    assert result_of(study).cut == Decimal(90)


def test_key_is_shown_where_the_study_says_so(team, assessment):
    study = a_study(assessment, team, [team.reviewer], shows_key=True)
    shown = signed_in(team.reviewer).get(page("rate_question", study, 1)).content.decode()
    assert "Key and rationale" in shown


def test_others_find_nothing(team, study):
    theirs = a_team("Theirs")
    stranger = signed_in(theirs.educator)
    for name in ("study", "study_adopt", "study_file"):
        assert signed_in(team.educator).get(page(name, study)).status_code == 200
        assert stranger.get(page(name, study)).status_code == 404
    assert stranger.post(page("study_lead", study), {"close": "1"}).status_code == 404
    assert stranger.get(page("rate", study)).status_code == 404
    assert signed_in(team.staff).get(page("rate", study)).status_code == 404  # was not asked
    new = reverse("assessments_study_new", args=[study.assessment_id])
    assert stranger.get(new).status_code == 404
    assert signed_in(team.reviewer).get(page("rate_question", study, 99)).status_code == 404


def test_pages_ask_no_more_for_many_questions(team, django_assert_max_num_queries):
    counts = {"study": [], "rate_question": []}
    for more in (2, 9):
        asked = [a_question(team.bank) for _ in range(more)]
        study = a_study(an_assessment(team.bank, *asked), team, [team.educator, team.reviewer])
        rated(study, [[60] * more] * 2)
        client = signed_in(team.educator)
        for name, args in (("study", ()), ("rate_question", (1,))):
            client.get(page(name, study, *args))
            with django_assert_max_num_queries(45) as counted:
                client.get(page(name, study, *args))
            counts[name].append(len(counted))
    assert all(len(set(found)) == 1 for found in counts.values()), counts


def test_what_was_judged_stays(team, study):
    rated(study)
    row = adopted(study, team.educator)
    for kept in (Rating.objects.first(), StudyItem.objects.first(), row):
        assert_append_only(kept)
    with refused("assessments_adoption_has_a_reason"):
        insert_copy(row, reason="")
    with refused("assessments_adoption_cut_is_percentage"):
        insert_copy(row, cut=Decimal("100.5"))


def test_ratings_are_percentages_in_steps_or_cells(study):
    row = rated(study).judges.first().ratings.first()
    for percent in (63, 105):
        with refused("assessments_rating_in_steps_of_five"):
            insert_copy(row, percent=percent)
    for changes in ({"percent": None}, {"difficulty": "easy"}):
        with refused("assessments_rating_percentage_or_cell"):
            insert_copy(row, **changes)


def test_a_study_holds_each_question_and_judge_once(study):
    with refused("assessments_studyitem_once_per_study"):
        insert_copy(study.items.first(), position=9)
    with refused("assessments_studyitem_position_once"):
        other = study.items.last()
        StudyItem.objects.create(
            study=study,
            question_version=_another(other.question_version),
            position=1,
            points=1,
        )
    with refused("assessments_judge_once_per_study"):
        insert_copy(study.judges.first())


def _another(version):
    copy = type(version).objects.get(pk=version.pk)
    copy.pk, copy.number, copy.content_hash = None, version.number + 1, "x"
    copy.save(force_insert=True)
    return copy


def test_a_study_has_a_round_and_ends_after_it_began(study):
    with refused("assessments_study_has_a_round"):
        change(study, round=0)
    with refused("assessments_study_closes_after_opening"):
        change(study, closed_at=study.opened_at - timezone.timedelta(days=1))


def test_a_judge_is_told_what_is_wrong_with_a_closed_study(team, study):
    judge = signed_in(team.reviewer)
    Study.objects.update(closed_at=timezone.now())
    answer = judge.post(page("rate_question", study, 1), {"percent": "60"})
    assert answer.status_code == 422
    assert re.search(r"study is closed", answer.content.decode())
