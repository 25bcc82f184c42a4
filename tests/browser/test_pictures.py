"""Questions about a picture: drawn in the CMS, answered by keyboard alone and without script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Question
from assessments.queries import saved_answers
from tests.browser.learner import Learner, press, saved, tab_to
from tests.browser.test_author_publishes import Author, write_question
from tests.factories.authoring import a_team
from tests.factories.items import hotspot, labelling, region
from tests.factories.outcomes import a_person
from tests.factories.pictures import a_kept_picture, an_image
from tests.factories.sittings import a_stage


@pytest.fixture
def learner():
    return a_person(profession="physician")


def page_of(sitting, position=1):
    return reverse("learners:question", args=[sitting.pk, position])


def asking(*items, learner):
    return a_stage(list(items), shuffle_options=False).ready(learner)


def held(sitting, position=1):
    return saved_answers(sitting.attempt).responses.get(position)


def holds(page, sitting, response):
    """Wait until an answer is saved; a pause in typing comes first."""
    for _ in range(100):
        if held(sitting) == response:
            return
        page.wait_for_timeout(100)
    assert held(sitting) == response


def marking(**fields):
    """Ask for the top of the R wave; the T wave and two more places are wrong."""
    regions = (
        region("r", "40 5 48 30", correct=True, text="R wave"),
        region("t", "70 44 6", shape="circle", text="T wave"),
        region("p", "22 48 28 64", text="P wave"),
        region("s", "46 70 50 90", text="S wave"),
    )
    lead_in = "Mark the R wave."
    return hotspot(*regions, picture=a_kept_picture(), lead_in=lead_in, **fields)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_mark_is_put_and_moved_by_keyboard_alone(visitor, learner, axe, phone, tmp_path):
    sitting = asking(marking(max_marks=2, offers_list=True), learner=learner)
    page = visitor(learner, phone=phone, dark=phone).open(page_of(sitting))
    axe(page)
    tab_to(page, "[data-add]")
    press(page, "Enter", *["ArrowLeft"] * 6, *["Shift+ArrowUp"] * 7)
    page.locator("[data-live]", has_text="Mark 1: 44 % from the left, 15 % from the top").wait_for(
        state="attached"
    )
    axe(page)
    page.screenshot(path=tmp_path / "mark.png", full_page=True)
    holds(page, sitting, {"marks": [[440, 150]]})
    tab_to(page, "[data-add]")
    press(page, "Enter", "Delete")
    tab_to(page, ".qact .primary")
    press(page, "Enter")
    page.get_by_text("1 of 1 answered").wait_for()
    assert held(sitting) == {"marks": [[440, 150]]}
    someone = Learner(visitor(learner, phone=phone, dark=phone))
    someone.visitor.open(reverse("learners:review", args=[sitting.pk]))
    someone.hand_in()
    someone.says("Passed, with 1 of 1 correct")
    someone.page.locator("details.fold").first.evaluate("element => (element.open = true)")
    axe(someone.page)
    someone.page.screenshot(path=tmp_path / "result.png", full_page=True)


def test_marks_are_pressed_dragged_and_capped(visitor, learner):
    sitting = asking(marking(max_marks=2, offers_list=True), learner=learner)
    page = visitor(learner).open(page_of(sitting))
    box = page.locator(".picture img").bounding_box()

    def at(left, top):
        return box["x"] + box["width"] * left / 100, box["y"] + box["height"] * top / 100

    page.mouse.click(*at(20, 50))
    page.mouse.click(*at(80, 50))
    page.mouse.click(*at(60, 20))
    page.locator("[data-live]", has_text="2 of 2 marked").wait_for(state="attached")
    expect(page.locator(".marker:visible")).to_have_count(2)
    page.mouse.move(*at(20, 50))
    page.mouse.down()
    page.mouse.move(*at(44, 20), steps=4)
    page.mouse.up()
    saved(page)
    page.get_by_label("Take mark 2 away").click()
    page.get_by_text("Choose from a list").click()
    page.get_by_label("S wave").check()
    page.get_by_label("P wave").click()
    expect(page.get_by_label("P wave")).not_to_be_checked()
    saved(page)
    page.get_by_role("button", name="Review answers").click()
    page.get_by_text("1 of 1 answered").wait_for()
    (left, top), named = held(sitting)["marks"]
    assert abs(left - 440) <= 5
    assert abs(top - 200) <= 5
    assert named == "s"


def test_places_are_marked_without_script(visitor, learner, axe):
    sitting = asking(marking(max_marks=1), learner=learner)
    someone = Learner(visitor(learner, scripts=False, phone=True))
    page = someone.visitor.open(page_of(sitting))
    assert page.locator(".picture .grid").is_visible()
    page.get_by_label("From the left").fill("44")
    page.locator(".qact .btn.primary").click()
    page.get_by_role("alert").get_by_text("Mark 1: give both numbers").wait_for()
    assert page.get_by_label("From the left").input_value() == "44"
    page.get_by_label("From the top").fill("12,5")
    with page.expect_navigation():
        page.locator(".qact .btn.primary").click()
    assert held(sitting) == {"marks": [[440, 125]]}
    someone.hand_in(asked_again=False)
    someone.says("Passed, with 1 of 1 correct")


def test_regions_are_drawn_by_mouse_and_by_keyboard(visitor, tmp_path):
    team = a_team("Sepsis")
    an_image(team.provider.collection)
    author = Author(visitor(team.educator))
    block = write_question(author, "Wave", "Hotspot on a picture")
    page = author.page
    block.get_by_role("button", name="Choose an image").click()
    page.locator(".modal-body").get_by_role("link", name="Heartbeat").first.click()
    expect(page.locator(".modal-body")).to_have_count(0)
    surface = block.locator(".places-picture")
    expect(surface).to_be_visible()
    block.locator("[name$='-alt']").fill("An ECG strip with one beat.")
    field = block.locator("[name$='-0-value-coords']")
    block.locator("[name$='-0-value-text']").fill("R wave")
    block.locator("[name$='-0-value-correct']").check()
    block.locator("[name$='-0-value-rationale']").fill("It points up.")
    surface.scroll_into_view_if_needed()
    box = surface.locator("img").bounding_box()

    def at(left, top):
        return box["x"] + box["width"] * left / 100, box["y"] + box["height"] * top / 100

    page.mouse.move(*at(40, 5))
    page.mouse.down()
    page.mouse.move(*at(48, 30), steps=4)
    page.mouse.up()
    expect(field).not_to_have_value("")
    drawn = [float(part) for part in field.input_value().split(",")]
    assert all(abs(a - b) <= 1 for a, b in zip(drawn, [40, 5, 48, 30], strict=True))
    page.keyboard.press("ArrowRight")
    assert float(field.input_value().split(",")[0]) == pytest.approx(drawn[0] + 1)
    block.get_by_role("button", name="Undo").click()
    assert [float(part) for part in field.input_value().split(",")] == drawn

    block.get_by_role("button", name="Add another").click()
    second = block.locator("[name$='-1-value-coords']")
    expect(second).to_be_visible()
    block.locator("[name$='-1-value-text']").fill("T wave")
    block.locator("[name$='-1-value-rationale']").fill("It follows.")
    block.locator("[name$='-1-value-shape']").select_option("circle")
    surface.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("+")
    assert second.input_value() == "55, 50, 11"
    page.screenshot(path=tmp_path / "editor.png", full_page=True)
    author.preview("Mark one place in the picture.")
    author.publish()
    item = Question.objects.get(title="Wave").compile()
    assert [part.shape for part in item.regions] == ["rect", "circle"]
    assert item.regions[1].coords == (550, 500, 110)


def naming(**fields):
    """Ask for the names of three waves; the fourth label belongs nowhere."""
    places = [
        {"key": key, "text": text, "x": x, "y": y, "answer": key, "rationale": f"On {key}."}
        for key, text, x, y in (
            ("p", "the first small bump", 250, 480),
            ("r", "the tall spike", 440, 120),
            ("t", "the last bump", 700, 400),
        )
    ]
    labels = [{"key": key, "text": f"{key.upper()} wave"} for key in "prtu"]
    return labelling(
        labels=labels,
        places=places,
        picture=a_kept_picture(),
        lead_in="Name the waves.",
        shuffle=False,
        **fields,
    )


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_labels_are_chosen_by_keyboard_alone(visitor, learner, axe, phone, tmp_path):
    sitting = asking(naming(), learner=learner)
    page = visitor(learner, phone=phone, dark=phone).open(page_of(sitting))
    axe(page)
    for key, typed in (("p", "R"), ("r", "R"), ("p", "P"), ("t", "T")):
        tab_to(page, f"[name=answer-{key}]")
        press(page, typed)
    holds(page, sitting, {"placed": {"p": "p", "r": "r", "t": "t"}})
    page.locator("[data-live]", has_text="T wave: place 3.").wait_for(state="attached")
    axe(page)
    page.screenshot(path=tmp_path / "labels.png", full_page=True)
    someone = Learner(visitor(learner, phone=phone, dark=phone))
    someone.visitor.open(reverse("learners:review", args=[sitting.pk]))
    someone.hand_in()
    someone.says("Passed, with 1 of 1 correct")
    someone.page.locator("details.fold").first.evaluate("element => (element.open = true)")
    axe(someone.page)
    someone.page.screenshot(path=tmp_path / "labelled.png", full_page=True)


def test_labels_are_dragged_moved_and_pressed(visitor, learner):
    sitting = asking(naming(), learner=learner)
    page = visitor(learner).open(page_of(sitting))

    def drag(source, target):
        start, end = source.bounding_box(), target.bounding_box()
        page.mouse.move(start["x"] + 8, start["y"] + 8)
        page.mouse.down()
        page.mouse.move(end["x"] + 10, end["y"] + 10, steps=5)
        page.mouse.up()

    chips, pins = page.locator("[data-label]"), page.locator(".label")
    drag(chips.nth(0), pins.nth(1))
    holds(page, sitting, {"placed": {"r": "p"}})
    drag(pins.nth(1), pins.nth(0))
    holds(page, sitting, {"placed": {"p": "p"}})
    chips.nth(1).click()
    pins.nth(1).click()
    holds(page, sitting, {"placed": {"p": "p", "r": "r"}})
    drag(pins.nth(0), page.get_by_role("heading", level=1).first)
    holds(page, sitting, {"placed": {"r": "r"}})
    assert page.get_by_role("combobox", name="1. the first small bump").input_value() == ""


def test_labels_are_chosen_without_script(visitor, learner):
    sitting = asking(naming(), learner=learner)
    someone = Learner(visitor(learner, scripts=False, phone=True))
    page = someone.visitor.open(page_of(sitting))
    assert page.locator(".picture .pin").count() == 3
    for name, label in (("1. the first", "P wave"), ("2. the tall", "P wave")):
        page.get_by_role("combobox", name=name).select_option(label=label)
    page.locator(".qact .btn.primary").click()
    page.get_by_role("alert").get_by_text("Place 2: “P wave” is used before.").wait_for()
    page.get_by_role("combobox", name="2. the tall").select_option(label="R wave")
    with page.expect_navigation():
        page.locator(".qact .btn.primary").click()
    assert held(sitting) == {"placed": {"p": "p", "r": "r"}}


def test_places_are_pinned_by_mouse_and_by_keyboard(visitor, tmp_path):
    team = a_team("Sepsis")
    an_image(team.provider.collection)
    author = Author(visitor(team.educator))
    block = write_question(author, "Waves", "Labelling a picture")
    page = author.page
    block.get_by_role("button", name="Choose an image").click()
    page.locator(".modal-body").get_by_role("link", name="Heartbeat").first.click()
    expect(page.locator(".modal-body")).to_have_count(0)
    surface = block.locator(".places-picture")
    expect(surface).to_be_visible()
    block.locator("[name$='-alt']").fill("An ECG strip with one beat.")
    for number, label in enumerate(("P wave", "R wave", "T wave", "U wave")):
        block.locator(f"[name$='-labels-{number}-value']").fill(label)
    block.locator("[name$='-0-value-answer']").fill("R wave")
    block.locator("[name$='-0-value-rationale']").fill("It is tall.")
    surface.scroll_into_view_if_needed()
    box = surface.locator("img").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.44, box["y"] + box["height"] * 0.1)
    left, top = (
        float(p) for p in block.locator("[name$='-0-value-coords']").input_value().split(",")
    )
    assert (left, top) == (pytest.approx(44, abs=1), pytest.approx(10, abs=1))
    block.get_by_role("button", name="Add another").click()
    second = block.locator("[name$='-1-value-coords']")
    expect(second).to_be_visible()
    block.locator("[name$='-1-value-answer']").fill("t wave")
    block.locator("[name$='-1-value-rationale']").fill("It is last.")
    surface.focus()
    press(page, "ArrowRight", *["Shift+ArrowRight"] * 4)
    assert second.input_value() == "70, 50"
    page.screenshot(path=tmp_path / "pins.png", full_page=True)
    author.preview("Give each numbered place its label.")
    author.publish()
    item = Question.objects.get(title="Waves").compile()
    assert [item.labels[at].text for at in (1, 2)] == ["R wave", "T wave"]
    assert [place.answer for place in item.places] == [item.labels[1].key, item.labels[2].key]
