"""The catalogue: search, filters with counts, sorting, pages, with and without scripts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import ActivityPage, LessonPage
from courses.services import freeze_activity
from tests.factories.outcomes import a_person, a_provider, an_activity
from tests.factories.sittings import a_stage

WITHIN = 8
TODAY = timezone.now().date()
HTMX = {"HX-Request": "true"}
CATALOGUE = "/activities/"


def published(code, topics=(), provider=None, **fields):
    dates = {"released_on": TODAY - timedelta(days=9), "expires_on": TODAY + timedelta(days=99)}
    page = an_activity(
        provider or a_provider(f"Provider of {code}"),
        code=code,
        **{"lessons": 0} | dates | fields,
    )
    page.topics.add(*topics)
    page.save()
    freeze_activity(activity=page, at=timezone.now())
    return page


@pytest.fixture
def four():
    """Two clinical and two skills activities, of different lengths, topics and professions."""
    harbour = a_provider("Harbour")
    published("sepsis", ["infection"], harbour, minutes=45, professions=["nurse"])
    published("opioids", ["pain", "safety"], minutes=20, professions=["physician", "nurse"])
    published("handover", ["safety"], harbour, minutes=15, strand="skills", professions=["nurse"])
    published("feedback", ["teaching"], minutes=90, strand="skills", professions=["physician"])


def get(client, query="", **headers):
    return client.get(CATALOGUE + query, headers=headers)


def codes(answer):
    return {card.row.activity.code for card in answer.context["cards"]}


def counts(answer, group):
    """Return what a filter's values would leave."""
    found = next(each for each in answer.context["found"].groups if each.name == group)
    return {choice.value: choice.count for choice in [*found.choices, *found.more]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"sepsis", "opioids", "handover", "feedback"}),
        ("?strand=skills", {"handover", "feedback"}),
        ("?topic=safety", {"opioids", "handover"}),
        ("?topic=pain&topic=teaching", {"opioids", "feedback"}),
        ("?profession=physician", {"opioids", "feedback"}),
        ("?provider=harbour", {"sepsis", "handover"}),
        ("?length=15", {"handover"}),
        ("?length=30", {"opioids", "handover"}),
        ("?length=60", {"opioids", "handover", "sepsis"}),
        ("?strand=skills&topic=safety", {"handover"}),
        ("?q=opioids&strand=clinical", {"opioids"}),
        ("?q=&strand=&length=&sort=&page=", {"sepsis", "opioids", "handover", "feedback"}),
        ("?strand=clinical&topic=teaching", set()),
        ("?topic=unheard", set()),
    ],
)
def test_filters_keep_what_fits_every_group(client, four, query, expected):
    assert codes(get(client, query)) == expected


def test_each_value_says_how_many_it_would_leave(client, four):
    plain, skills = get(client), get(client, "?strand=skills")

    assert counts(plain, "topic") == {"safety": 2, "infection": 1, "pain": 1, "teaching": 1}
    assert counts(plain, "length") == {"15": 1, "30": 2, "60": 3}
    assert counts(skills, "topic") == {"safety": 1, "teaching": 1}
    assert [each["count"] for each in skills.context["found"].strands] == [4, 2, 2]


def test_credit_is_a_filter_and_on_the_cards(client):
    stage = a_stage(credits=["ama_pra_1"])
    published("without")

    answer = get(client, "?credit=ama_pra_1")

    assert codes(answer) == {stage.activity.code}
    assert "1.00 credit<" in answer.content.decode()
    assert "1.00 credit<" not in get(client, "?q=without").content.decode()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["new", "long", "ending"]),
        ("short", ["ending", "new", "long"]),
        ("title", ["ending", "long", "new"]),
        ("ends", ["ending", "new", "long"]),
        ("unheard", ["new", "long", "ending"]),
    ],
)
def test_the_list_is_sorted_as_asked(client, sort, expected):
    published("ending", minutes=10, released_on=TODAY - timedelta(days=50), expires_on=TODAY)
    published("long", minutes=90, expires_on=TODAY + timedelta(days=200))
    published("new", minutes=20, released_on=TODAY)

    cards = get(client, f"?sort={sort}").context["cards"]

    assert [card.row.activity.code for card in cards] == expected


def test_every_filter_chosen_can_be_taken_away_alone(client, four):
    found = get(client, "?q=s&topic=safety&topic=pain&length=60&strand=skills").context["found"]

    assert [chip["label"] for chip in found.chips] == [
        "“s”", "Pain", "Safety", "Up to 1 hour"
    ]  # fmt: skip
    assert found.chips[1]["url"] == f"{CATALOGUE}?q=s&strand=skills&topic=safety&length=60"
    assert found.chips[0]["url"] == (f"{CATALOGUE}?strand=skills&topic=pain&topic=safety&length=60")
    assert found.strands[0]["url"] == f"{CATALOGUE}?q=s&topic=pain&topic=safety&length=60"


def test_an_empty_list_names_the_filter_that_keeps_most_out(client, four):
    body = get(client, "?length=15&topic=teaching&strand=skills").content.decode()

    assert "No activities match all your filters" in body
    assert "1 activity matches without it." in body


def test_a_search_that_finds_nothing_says_so(client, four):
    body = get(client, "?q=<b>zebra").content.decode()

    assert "Nothing matches “&lt;b&gt;zebra”" in body
    assert f'href="{CATALOGUE}">Show all activities' in body


def test_a_slip_of_the_finger_still_finds_and_says_so(client, four):
    answer = get(client, "?q=opiodis&topic=pain")
    body = answer.content.decode()

    assert codes(answer) == {"opioids"}
    assert "Nothing matches “opiodis”." in body
    assert f'<a href="{CATALOGUE}?q=opioids&amp;topic=pain">opioids</a>' in body


def test_what_was_found_is_marked_and_lessons_are_linked(client):
    page = published("fever", lessons=1)
    lesson = LessonPage.objects.child_of(page).get()
    lesson.body = [("text", "<p>Is p&lt;0.05 &lt;script&gt;alert(1)&lt;/script&gt; a dose?</p>")]
    lesson.save_revision().publish()

    body = get(client, "?q=doses+fever").content.decode()

    assert "<mark>Fever</mark></a></h3>" in body
    assert f'href="{CATALOGUE}fever/lessons/lesson-1/"' in body
    assert "<mark>dose</mark>" in body
    assert "<script>alert" not in body


def test_an_empty_catalogue_says_so(client):
    assert "Nothing is open at present" in get(client).content.decode()


def test_only_open_activities_are_listed(client):
    published("open")
    published("early", released_on=TODAY + timedelta(days=1))
    published("hidden")
    ActivityPage.objects.filter(code="hidden").update(live=False)

    assert codes(get(client)) == {"open"}


def test_long_lists_have_pages_that_keep_the_filters(client):
    provider = a_provider()
    for number in range(14):
        published(f"activity-of-many-{number}", ["safety"], provider)

    first, second = get(client, "?topic=safety"), get(client, "?topic=safety&page=2")

    assert (len(codes(first)), len(codes(second))) == (12, 2)
    assert 'href="?topic=safety&amp;page=2"' in first.content.decode()
    assert "14 activities" in second.content.decode()
    assert len(codes(get(client, "?page=99"))) == 2
    assert len(codes(get(client, "?page=no"))) == 12


def test_a_script_gets_the_results_alone_and_a_clean_address(client, four):
    answer = get(client, "?q=&topic=safety&length=&sort=&unheard=1", **HTMX)

    body = answer.content.decode()
    assert "<html" not in body
    assert 'id="catalogue"' in body
    assert answer["HX-Push-Url"] == f"{CATALOGUE}?topic=safety"
    assert "HX-Request" in answer["Vary"]


def test_going_back_gets_the_whole_page(client, four):
    answer = get(client, **HTMX, **{"HX-History-Restore-Request": "true"})

    assert "<html" in answer.content.decode()


def test_what_was_searched_is_shown_as_text(client, four):
    assert "<script>alert" not in get(client, '?q="><script>alert(1)</script>').content.decode()


def test_cards_show_the_readers_own_progress(client):
    begun, done, other = a_stage(lessons=2), a_stage(), a_stage()
    learner = a_person(profession="physician")
    begun.enrol(learner)
    done.pass_(done.ready(learner))
    other.enrol(a_person())
    client.force_login(learner)

    cards = {card.row.activity.code: card.status for card in get(client).context["cards"]}

    assert cards == {
        begun.activity.code: "0% done",
        done.activity.code: "Completed",
        other.activity.code: "",
    }


def test_cards_show_the_credit_of_the_readers_profession(client):
    stage = a_stage()
    kind = ActivityPage.objects.get(pk=stage.activity.activity_id).credit_offers.get().credit_type
    kind.professions = ["physician"]
    kind.save()

    for profession, credit in (("physician", "1.00 credit<"), ("nurse", "")):
        client.force_login(a_person(profession=profession))
        body = get(client).content.decode()
        assert ("1.00 credit<" in body) == bool(credit)


def test_unknown_methods_are_refused(client):
    assert client.post(CATALOGUE).status_code == 405
    assert reverse("learners:catalogue") == CATALOGUE


@pytest.mark.parametrize("size", [1, 9])
def test_statement_budget(client, django_assert_max_num_queries, size):
    learner = a_person(profession="physician")
    for number in range(size):
        stage = a_stage(tests=["pre_test", "post_test"], lessons=2)
        if number % 2:
            stage.pass_(stage.ready(learner))
        else:
            stage.pass_(stage.begin(stage.enrol(learner), "pre_test"))
    for reader in (None, learner):
        if reader:
            client.force_login(reader)
        for query, within in (("", WITHIN), ("?q=summary", WITHIN + 1), ("?q=sumary", WITHIN + 4)):
            get(client, query)
            with django_assert_max_num_queries(within):
                assert len(codes(get(client, query))) == size
