"""The catalogue: search, filters with counts, sorting, pages, with and without scripts."""

from datetime import timedelta
from urllib.parse import quote_from_bytes

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import ActivityPage, LessonPage
from courses.services import freeze_activity
from credits.models import CreditOffer
from tests.factories.licences import a_licence
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
        ("new", ["new", "long", "ending"]),
        ("credit", ["ending", "long", "new"]),
        ("unheard", ["new", "long", "ending"]),
    ],
)
def test_the_list_is_sorted_as_asked(client, sort, expected):
    published("ending", minutes=10, released_on=TODAY - timedelta(days=50), expires_on=TODAY)
    published("long", minutes=90, expires_on=TODAY + timedelta(days=200))
    published("new", minutes=20, released_on=TODAY)

    cards = get(client, f"?sort={sort}").context["cards"]

    assert [card.row.activity.code for card in cards] == expected


def test_a_search_can_be_sorted_too_and_the_best_match_comes_first(client):
    published("pain", title="Other", summary="Pain.", released_on=TODAY)
    published("more", title="Pain")

    orders = [
        [card.row.activity.code for card in get(client, f"?q=pain&sort={sort}").context["cards"]]
        for sort in ("", "new")
    ]

    assert orders == [["more", "pain"], ["pain", "more"]]


def test_what_nobody_knows_is_left_out_and_told(client, four):
    answer = get(client, "?strand=surgery&length=5&sort=best&topic=safety&page=x&amount=<b>")

    assert codes(answer) == {"opioids", "handover"}
    assert answer.context["found"].remarks == [
        "Left out, since the catalogue does not know it: strand “surgery”.",
        "Left out, since the catalogue does not know it: amount “<b>”.",
        "Left out, since the catalogue does not know it: length “5”.",
    ]
    assert "amount “&lt;b&gt;”" in answer.content.decode()


def test_the_amount_and_the_format_are_filters(client):
    small, big = a_stage(credits=["ama_pra_1"]), a_stage(credits=["ama_pra_1"])
    CreditOffer.objects.filter(activity=big.activity.activity_id).update(amount="2.50")
    published("live", type="internet_live")

    assert codes(get(client, "?amount=2-and-more")) == {big.activity.code}
    assert codes(get(client, "?amount=1-to-2")) == {small.activity.code}
    assert codes(get(client, "?format=internet_live")) == {"live"}
    assert counts(get(client, "?amount=2-and-more"), "amount") == {"1-to-2": 1, "2-and-more": 1}
    assert counts(get(client), "format") == {"internet_enduring": 2, "internet_live": 1}
    shown = [card.row.activity.code for card in get(client, "?sort=credit").context["cards"]]
    assert shown == [big.activity.code, small.activity.code, "live"]


def test_a_format_that_all_have_is_no_filter(client, four):
    names = [group.name for group in get(client).context["found"].groups]

    assert names == ["length", "topic", "profession", "provider"]


def test_somebody_who_owes_nothing_or_is_nobody_is_told_so(client, four):
    assert "Sign in to see what counts" in get(client, "?owed=any").content.decode()
    client.force_login(a_person(profession="nurse"))
    answer = get(client, "?owed=any")
    assert "Nothing that you told of is open" in answer.content.decode()
    assert len(codes(answer)) == 4


@pytest.fixture
def owing():
    """A physician who owes ten hours, two of them on opioids, and two activities that count."""
    licence = a_licence(facts={"prescribes": True})
    stages = [a_stage(credits=["ama_pra_1"]) for _ in range(2)]
    topics = [{"topic": "opioid prescribing", "amount": "1.00"}]
    CreditOffer.objects.filter(activity=stages[0].activity.activity_id).update(topics=topics)
    published("without")
    return licence, [stage.activity.code for stage in stages]


def test_what_is_owed_is_a_filter_with_what_is_left_to_do(client, owing):
    licence, (opioids, other) = owing
    client.force_login(licence.learner)
    need = f"{licence.pk}-opioid"

    assert codes(get(client)) == {opioids, other, "without"}
    answer = get(client, "?owed=any")
    assert codes(answer) == {opioids, other}
    assert counts(answer, "owed") == {"any": 2, f"{licence.pk}-total": 2, need: 1}
    assert "2.00 hours to go by" in answer.content.decode()
    assert codes(get(client, f"?owed={need}")) == {opioids}
    assert codes(get(client, f"?owed={need}&owed=any&strand=skills")) == set()


def test_what_others_owe_is_nobody_else_s_filter(client, owing):
    licence, _ = owing
    other = a_licence()
    client.force_login(other.learner)

    answer = get(client, f"?owed={licence.pk}-opioid")

    assert len(codes(answer)) == 3
    assert "is not open on your licences any more" in answer.content.decode()


def test_what_is_owed_costs_no_more_with_many_activities(
    client, owing, django_assert_max_num_queries
):
    client.force_login(owing[0].learner)
    for _ in range(3):
        a_stage(credits=["ama_pra_1"])
        get(client, "?owed=any")
        with django_assert_max_num_queries(WITHIN + 12):
            get(client, "?owed=any")
    with django_assert_max_num_queries(WITHIN):
        get(client)


def test_words_that_find_nothing_lead_to_topics(client, four):
    answer = get(client, "?q=zebra")

    assert answer.context["found"].topics[0] == {
        "label": "Safety",
        "url": f"{CATALOGUE}?topic=safety",
    }
    assert f'href="{CATALOGUE}?topic=safety">Safety</a>' in answer.content.decode()


def test_search_engines_keep_the_whole_catalogue_and_no_selection_of_it(client, four):
    plain, in_order, chosen = (
        get(client, query).content.decode() for query in ("", "?sort=title", "?topic=safety")
    )

    for body in (plain, in_order):
        assert f'<link rel="canonical" href="http://testserver{CATALOGUE}">' in body
        assert "noindex" not in body
    assert '<meta name="robots" content="noindex, follow">' in chosen
    assert '<meta name="description"' in chosen


HOSTILE = {
    "sql": b"'; DROP TABLE courses_findable; --",
    "html": b'"><script>alert(1)</script>',
    "like": b"%' OR '1'='1",
    "bytes": b"\x00 \xff\xfe \xed\xa0\xbd",
    "operators": b"((((&|!:*<->",
    "long": b"a" * 5000,
    "marks": b"\x02pain\x03",
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_nothing_sent_breaks_the_page(client, four, value):
    for name in ("q", "strand", "topic", "credit", "owed", "sort", "page"):
        answer = client.get(CATALOGUE, QUERY_STRING=f"{name}={quote_from_bytes(value)}")

        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()
    assert len(codes(get(client))) == 4


def test_every_filter_chosen_can_be_taken_away_alone(client, four):
    found = get(client, "?q=s&topic=safety&topic=pain&length=60&strand=skills").context["found"]

    assert [(chip["label"], chip["url"]) for chip in found.chips] == [
        ("“s”", f"{CATALOGUE}?strand=skills&length=60&topic=pain&topic=safety"),
        ("Up to 1 hour", f"{CATALOGUE}?q=s&strand=skills&topic=pain&topic=safety"),
        ("Pain", f"{CATALOGUE}?q=s&strand=skills&length=60&topic=safety"),
        ("Safety", f"{CATALOGUE}?q=s&strand=skills&length=60&topic=pain"),
    ]
    assert found.strands[0]["url"] == f"{CATALOGUE}?q=s&length=60&topic=pain&topic=safety"


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
