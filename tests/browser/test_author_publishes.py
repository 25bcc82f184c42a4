"""An educator writes an activity, with no code: questions, assessment, lesson, preview, publish."""

import re
import struct
import wave
import zlib
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from assessments.models import Assessment, Objective, Question
from assessments.queries import current_version_id, frozen_assessment
from courses.models import ActivityPage, LessonPage
from courses.queries import current_activity
from tests.factories import people
from tests.factories.authoring import a_question, a_reference, a_team, designate, vouch_for

DRAWING_MAY_TAKE = 20_000
# The CMS takes what the form holds two seconds after it came for the unchanged draft. From then on
# it saves by itself whatever differs, and takes anew for the unchanged draft what it saved.
WATCH = """{
    let looked_at;
    const form = () => document.querySelector("form[data-controller~=w-autosave]");
    const part = (name) => wagtail.app.getControllerForElementAndIdentifier(form(), name);
    addEventListener("w-unsaved:watch-edits", ({ detail }) => {
        looked_at = detail.initialFormData;
        document.documentElement.setAttribute("data-watched", "");
    });
    addEventListener("w-autosave:save", () => { looked_at = part("w-unsaved").formData; });
    const rests = () => !part("w-autosave").submitPromise && part("w-unsaved").formData === looked_at;
    window.draftRests = () => new Promise((done, fail) => {
        const look = () => rests() ? done() : setTimeout(look, 50);
        setTimeout(() => fail(new Error("The draft does not come to rest.")), 30000);
        look();
    });
}"""
CASE = "A 68-year-old woman is confused and breathless."


def picture(folder: Path) -> Path:
    """Write a small PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\x00" + b"\x30\x60\x90" * 40 for _ in range(30))
    head = struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)
    path = folder / "chart.png"
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))
    return path


def sound(folder: Path) -> Path:
    """Write a second of silence."""
    path = folder / "talk.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16_000))
    return path


class Author:
    """Somebody at the CMS."""

    def __init__(self, visitor) -> None:
        self.page: Page = visitor.page
        self.page.add_init_script(WATCH)
        visitor.forgive("status of 400")  # the answer to a draft that is not yet fit to be kept
        self.go = visitor.open

    def edit(self, address: str) -> None:
        """Open an editor and wait until it notices changes."""
        self.go(address)
        self.page.locator("html[data-watched]").wait_for()

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"[name='{name}']").fill(value)

    def choose(self, opener: Locator, title: str) -> None:
        """Open a chooser and take the row of this title."""
        opener.click()
        row = self.page.locator(".modal-body").get_by_role("link", name=title)
        row.first.click()
        expect(self.page.locator(".modal-body")).to_have_count(0)

    def write(self, box: Locator, text: str) -> None:
        """Write rich text."""
        box.locator("[contenteditable=true]").first.click()
        self.page.keyboard.type(text)

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name, exact=True).click()

    def insert(self, stream: Locator, block: str) -> Locator:
        """Append a block of this name to a stream and return it."""
        blocks = stream.locator("[data-streamfield-stream-container] > [data-streamfield-child]")
        before = blocks.count()
        stream.get_by_role("button", name="Insert a block").last.click()
        self.page.get_by_role("option", name=block, exact=True).click()
        expect(blocks).to_have_count(before + 1)
        return blocks.nth(before)

    def add(self, label: str, relation: str, number: int = 0) -> Locator:
        """Add an inline row and return it."""
        self.page.get_by_role("button", name=label).click()
        row = self.page.locator(f"#inline_child_{relation}-{number}")
        expect(row).to_be_visible()
        return row

    def saved(self) -> None:
        """Wait until the CMS has saved by itself what the form holds, or refused to."""
        self.page.wait_for_url(re.compile("/edit/"))
        self.page.evaluate("draftRests()")

    def press_publish(self) -> None:
        self.page.get_by_role("button", name="More actions", exact=True).last.click()
        self.page.locator("button[name='action-publish']").click()

    def publish(self) -> None:
        """Publish and wait for the words that say so."""
        self.press_publish()
        expect(self.page.locator(".messages .success")).to_contain_text("published")

    def preview(self, *words: str) -> None:
        """Open the preview beside the editor and wait until it says all these words."""
        self.saved()
        toggle = self.page.get_by_role("button", name="Toggle preview")
        if toggle.get_attribute("aria-expanded") != "true":  # it stays open from page to page
            toggle.click()
        # While it is drawn anew there are two
        main = self.page.locator("iframe[title='Preview']").last.content_frame.locator("main")
        for each in words:
            expect(main).to_contain_text(each, timeout=DRAWING_MAY_TAKE)


def write_question(author: Author, title: str, kind: str, *, tag: str = "") -> Locator:
    """Begin a question of a kind and return the block of its answer format."""
    author.edit("/cms/snippets/assessments/question/add/")
    page = author.page
    author.fill(title=title, lead_in=f"{title}: what is best?")
    author.choose(page.get_by_role("button", name="Choose question bank"), "Sepsis bank")
    author.write(page.locator("[data-contentpath='stem']"), CASE)
    author.write(page.locator("[data-contentpath='rationale']"), "Because of the trials.")
    if tag:
        author.tab("What it measures")
        page.locator("[data-contentpath='tags'] .tagit-new input").fill(tag)
        page.keyboard.press("Enter")
        author.tab("Question")
    return author.insert(page.locator("[data-contentpath='interaction']"), kind)


def option(block: Locator, number: int, name: str) -> Locator:
    return block.locator(f"[name$='-{number}-value-{name}']")


def fill_options(block: Locator, right: set[int], count: int) -> None:
    for number in range(count):
        option(block, number, "text").fill(f"Option {number}")
        option(block, number, "rationale").fill(f"Reason {number}")
        if number in right:
            option(block, number, "correct").check()


def test_publishing_waits_for_a_draft_that_is_being_saved(visitor):
    team = a_team("Sepsis")
    question = a_question(team.bank, live=False, rationale="<p>So.</p>")
    author = Author(visitor(team.educator))
    page = author.page
    author.edit(f"/cms/snippets/assessments/question/edit/{question.pk}/")
    posted = []

    def hold_the_first(route) -> None:
        if route.request.method == "POST":
            posted.append(route)
        if len(posted) != 1:
            route.continue_()

    page.route("**/question/edit/**", hold_the_first)
    with page.expect_request(lambda sent: sent.method == "POST" and "/edit/" in sent.url):
        author.fill(lead_in="What is better?")
    author.press_publish()
    assert len(posted) == 1
    posted[0].continue_()
    expect(page.locator(".messages .success")).to_contain_text("published")
    assert len(posted) == 2
    assert Question.objects.get().live


def test_an_educator_writes_previews_and_publishes(visitor, tmp_path):
    team = a_team("Sepsis")
    somebody = visitor(team.educator)
    people.somebody(team.provider)
    reference = a_reference(citation="Author A. Surviving sepsis. J Med. 2024.")
    author = Author(somebody)
    page = author.page

    # A bank has objectives and questions of each kind
    author.go("/cms/snippets/assessments/objective/add/")
    author.choose(page.get_by_role("button", name="Choose question bank"), "Sepsis bank")
    author.fill(text="Recognise sepsis within an hour.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messages .success")).to_contain_text("created")

    block = write_question(author, "Best answer", "Single best answer")
    fill_options(block, {1}, 4)
    author.preview(CASE, "Option 1")
    page.screenshot(path=tmp_path / "question.png")
    author.publish()

    block = write_question(author, "Several answers", "Multiple response", tag="fluids")
    fill_options(block, {0, 2}, 5)
    author.publish()

    block = write_question(author, "Truths", "True or false set", tag="fluids")
    for number in range(4):
        option(block, number, "text").fill(f"Statement {number}")
        option(block, number, "answer").select_option("true" if number % 2 else "false")
        option(block, number, "rationale").fill(f"Reason {number}")
    author.publish()

    block = write_question(author, "Dose", "Number")
    option(block, 0, "value").fill("30")
    option(block, 0, "tolerance").fill("2")
    block.locator("[name$='-value-unit']").fill("mL/kg")
    author.publish()
    assert Question.objects.filter(live=True).count() == 4

    for question in Question.objects.all():
        vouch_for(question, Objective.objects.get())

    # An assessment of a fixed question and a draw; asking for too many is refused in words
    author.edit("/cms/snippets/assessments/assessment/add/")
    author.fill(title="Post-test")
    author.choose(page.get_by_role("button", name="Choose question bank"), "Sepsis bank")
    row = author.add("Add slot", "slots", 0)
    author.choose(row.get_by_role("button", name="Choose question"), "Best answer")
    author.add("Add slot", "slots", 1)
    author.fill(**{"slots-1-draw_tag": "fluids", "slots-1-draw_count": "3"})
    author.tab("Rules")
    author.fill(pass_mark="70")
    author.press_publish()
    expect(page.locator(".messages .error")).to_contain_text("3 are to be drawn")
    author.tab("Questions")
    author.fill(**{"slots-1-draw_count": "1"})
    author.publish()
    assessment = Assessment.objects.get()
    frozen = frozen_assessment(current_version_id(assessment.pk))
    assert frozen.policy.length == 2
    assert {question.kind for question in frozen.questions.values()} == {
        "single_best_answer",
        "multiple_response",
        "true_false_set",
    }

    # The front matter of the activity
    author.edit(f"/cms/pages/add/courses/activitypage/{team.page.pk}/")
    author.fill(title="Sepsis in an hour", summary="Act early.", gap="Delay.", audience="All.")
    expect(page.locator("[name=code]")).to_have_value("sepsis-in-an-hour")
    page.get_by_label("Nurse", exact=True).check()
    page.locator("[data-contentpath='topics'] .tagit-new input").fill("sepsis")
    page.keyboard.press("Enter")
    row = author.add("Add Objective", "objectives")
    author.choose(row.get_by_role("button", name=re.compile("^Choose")), "Recognise sepsis")
    author.fill(
        released_on="2026-01-01", reviewed_on="2026-01-01", expires_on="2028-12-31", minutes="30"
    )
    author.tab("People")
    row = author.add("Add Person", "contributors")
    author.choose(row.get_by_role("button", name=re.compile("^Choose")), "Ann Author")
    page.locator("[name='contributors-0-role']").select_option("author")
    author.tab("Assessments")
    row = author.add("Add Assessment", "placements")
    author.choose(row.get_by_role("button", name=re.compile("^Choose")), "Post-test")
    page.locator("[name='placements-0-purpose']").select_option("post_test")
    author.tab("References")
    row = author.add("Add Reference", "references")
    author.choose(row.get_by_role("button", name=re.compile("^Choose")), "Surviving sepsis")
    author.tab("Front matter")
    author.preview("Recognise sepsis within an hour.")
    page.screenshot(path=tmp_path / "activity.png")
    activity = ActivityPage.objects.get()

    # What keeps it back is told, and mended by designating credit
    author.go(f"/cms/activities/{activity.pk}/preflight/")
    told = page.get_by_role("status").filter(has_text="1 finding keeps this activity")
    expect(told).to_be_visible()  # beside the messages of the CMS
    expect(page.get_by_role("main")).to_contain_text("No credit is designated.")
    page.screenshot(path=tmp_path / "preflight.png", full_page=True)
    designate(activity)
    author.edit(f"/cms/pages/{activity.pk}/edit/")
    author.publish()

    # A lesson with a block of every kind
    author.edit(f"/cms/pages/add/courses/lessonpage/{activity.pk}/")
    author.fill(title="The first hour", minutes="10")
    page.get_by_label("Recognise sepsis within an hour.").check()
    fill_every_block(author, tmp_path)
    author.preview("Fluids first.", "Give fluids early", "Best answer: what is best?", "Lactate")
    page.screenshot(path=tmp_path / "lesson.png")
    author.publish()
    lesson = LessonPage.objects.get()
    assert {block.block_type for block in lesson.body} == set(lesson.body.stream_block.child_blocks)
    assert current_activity("sepsis-in-an-hour").lesson(lesson.slug)
    assert reference in lesson.body.stream_block.pieces(lesson.body)[1]

    author.go("/")  # the editor says goodbye to the server while that still listens


def fill_every_block(author: Author, folder: Path) -> None:
    page, body = author.page, author.page.locator("[data-contentpath='body']").first

    author.write(author.insert(body, "Text"), "Fluids first.")

    block = author.insert(body, "Image")
    block.get_by_role("button", name="Choose an image").click()
    modal = page.locator(".modal-body")
    modal.get_by_role("tab", name="Upload").click()
    modal.locator("input[type=file]").set_input_files(picture(folder))
    modal.locator("[name$='-title']").fill("Chart")
    modal.get_by_role("button", name="Upload").click()
    expect(modal).to_have_count(0)
    block.locator("[name$='-alt']").fill("Survival falls with each hour.")

    block = author.insert(body, "Video or sound")
    block.get_by_role("button", name=re.compile("Choose (a )?media")).click()
    modal.get_by_role("tab", name="Upload Audio").click()
    form = modal.locator("form[action*='audio']")
    form.locator("[name$='-title']").fill("Talk")
    form.locator("[name$='-file']").set_input_files(sound(folder))
    form.locator("[name$='-transcript']").fill("Fluids first.")
    form.get_by_role("button", name="Upload").click()
    expect(modal).to_have_count(0)

    block = author.insert(body, "Callout")
    block.locator("[name$='-title']").fill("Give fluids early")
    author.write(block, "Thirty millilitres a kilogram.")

    block = author.insert(body, "Case vignette")
    block.locator("[name$='-title']").fill("A night on call")
    author.write(block, CASE)
    block.locator("[data-streamfield-list-add]").click()
    block.locator("[name$='-0-value-name']").fill("Lactate")
    block.locator("[name$='-0-value-value']").fill("4.1")

    block = author.insert(body, "Evidence statement")
    block.locator("[name$='-claim']").fill("Early antibiotics save lives.")
    block.locator("[name$='-certainty']").select_option("moderate")
    author.choose(block.get_by_role("button", name=re.compile("^Choose")), "Surviving sepsis")

    block = author.insert(body, "Table")
    block.locator("[name$='-caption']").fill("Doses")
    block.locator("[name$='-rows']").fill("Drug | Dose\nFluid | 30 mL/kg")

    block = author.insert(body, "Knowledge check")
    author.choose(block.get_by_role("button", name=re.compile("^Choose")), "Best answer")
