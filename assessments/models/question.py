"""Drafts of questions, kept in banks."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.models import (
    Collection,
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)
from wagtail.rich_text import expand_db_html
from wagtail.search import index

from assessments.blocks import InteractionBlock
from assessments.blocks.base import FIGURED_TEXT, RICH_TEXT
from assessments.domain import items
from assessments.domain.interchange.fingerprint import fingerprint
from assessments.domain.interchange.portable import ItemRefused
from assessments.models.figures import addressed, as_portable, name_of, pinned
from common.fields import BlocksField, SanitisedRichTextField
from common.html import FIGURED, clean
from evidence.models import Reference


class Language(models.TextChoices):
    """What a bank is written in; the checks of wording read English, and are silent otherwise."""

    ENGLISH = "en", "English"
    GERMAN = "de", "German"
    FRENCH = "fr", "French"
    ITALIAN = "it", "Italian"
    SPANISH = "es", "Spanish"
    PORTUGUESE = "pt", "Portuguese"
    DUTCH = "nl", "Dutch"
    OTHER = "other", "Another language"


class QuestionBank(models.Model):
    """A provider's shelf of questions; who may use it follows the Wagtail collection."""

    name = models.CharField(max_length=120)
    collection = models.ForeignKey(Collection, models.PROTECT, related_name="+")
    language = models.CharField(
        max_length=5,
        choices=Language.choices,
        default=Language.ENGLISH,
        help_text="Questions in other languages than English are checked for fewer flaws.",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "name"],
                name="assessments_questionbank_name_once_per_collection",
                violation_error_message="This collection has a bank of that name.",
            )
        ]

    def __str__(self):
        return self.name


class Objective(index.Indexed, models.Model):
    """What a learner will be able to do; lessons teach it and questions measure it."""

    bank = models.ForeignKey(QuestionBank, models.PROTECT, related_name="objectives")
    text = models.CharField(max_length=300)

    search_fields = [
        index.SearchField("text"),
        index.AutocompleteField("text"),
        index.RelatedFields("bank", [index.FilterField("collection_id")]),
    ]

    class Meta:
        ordering = ["text"]

    def __str__(self):
        return self.text


class QuestionTag(TaggedItemBase):
    """A tag on a question; random draws select by it."""

    content_object = ParentalKey(
        "assessments.Question", on_delete=models.CASCADE, related_name="tagged_items"
    )


class Difficulty(models.TextChoices):
    """The author's own estimate; the measured one is in the item statistics."""

    EASY = "easy", "Easy"
    MEDIUM = "medium", "Medium"
    HARD = "hard", "Hard"


class QuestionHint(Orderable):
    """Help after a wrong try, where an assessment allows several."""

    question = ParentalKey("assessments.Question", on_delete=models.CASCADE, related_name="hints")
    text = SanitisedRichTextField("hint", features=RICH_TEXT)
    clear_wrong = models.BooleanField(
        "take the wrong parts of the answer away",
        default=False,
        help_text="Not done where it would give the key away, as with true and false.",
    )

    class Meta(Orderable.Meta):
        pass

    def __str__(self):
        return f"Hint {self.sort_order} of {self.question_id}"


class FingerprintField(models.CharField):
    """What a question is recognised by; it follows the question's content at every save."""

    def pre_save(self, model_instance, add):
        try:
            found = fingerprint(model_instance.compile_portable()[0])
        except (items.ItemInvalid, ItemRefused):
            found = ""
        setattr(model_instance, self.attname, found)
        return found


class Question(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A question as its author edits it; publishing an assessment freezes a version of it."""

    bank = models.ForeignKey(QuestionBank, models.PROTECT, related_name="questions")
    title = models.CharField(max_length=160, help_text="For authors; learners never see it.")
    stem = SanitisedRichTextField(
        "case or vignette",
        blank=True,
        features=FIGURED_TEXT,
        help_text="Who, where, what was found. Leave empty if the question needs no case.",
    )
    lead_in = models.CharField(
        "question",
        max_length=500,
        help_text="One focused question, answerable with the options covered.",
    )
    interaction = BlocksField(InteractionBlock(), verbose_name="answer format", max_num=1)
    rationale = SanitisedRichTextField(
        blank=True,
        features=FIGURED_TEXT,
        help_text="Shown after submitting: why the right answer is right.",
    )
    objective = models.ForeignKey(
        Objective, models.PROTECT, null=True, blank=True, related_name="questions"
    )
    references = ParentalManyToManyField(Reference, blank=True, related_name="questions")
    tags = ClusterTaggableManager(through=QuestionTag, blank=True)
    difficulty = models.CharField(
        max_length=8, choices=Difficulty.choices, default=Difficulty.MEDIUM
    )
    created_at = models.DateTimeField(auto_now_add=True)
    fingerprint = FingerprintField(max_length=64, editable=False, blank=True, db_index=True)

    workflow_states = GenericRelation(
        WorkflowState,
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="question",
        for_concrete_model=False,
    )
    _revisions = GenericRelation(
        Revision,
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="question",
        for_concrete_model=False,
    )

    search_fields = [
        index.SearchField("title"),
        index.SearchField("lead_in"),
        index.SearchField("stem"),
        index.AutocompleteField("title"),
        index.FilterField("bank"),
        index.RelatedFields("bank", [index.FilterField("collection_id")]),
        index.FilterField("live"),
    ]

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return self.title

    @property
    def revisions(self):
        return self._revisions

    @property
    def kind(self):
        """Return the kind of the chosen answer format, "" while none is chosen."""
        return self.interaction[0].block_type if self.interaction else ""

    def compile(self):
        """Return the item of `assessments.domain.items` that this draft describes.

        Raises `items.ItemInvalid` where the draft is not answerable.
        """
        return self._item(lambda html: clean(expand_db_html(html), FIGURED), pinned)

    def publication_problems(self):
        """Return what keeps the draft from being asked, as sentences for its author."""
        try:
            return self.compile().lacks()
        except items.ItemInvalid as invalid:
            return invalid.messages

    def advice(self):
        """Return what the author of a sound draft should know, as sentences."""
        try:
            return self.compile().advice()
        except items.ItemInvalid:
            return []

    def compile_portable(self):
        """Return the item with its pictures by name, and those pictures by their names.

        Raises `items.ItemInvalid` where the draft is not answerable.
        """
        images = {}

        def named(image):
            images[name_of(image)] = image
            return name_of(image)

        return self._item(lambda html: as_portable(html, images), named), images

    def _item(self, shown, address):
        if not self.interaction:
            raise items.ItemInvalid(["Choose an answer format."])
        chosen = self.interaction[0]
        written = {
            "kind": chosen.block_type,
            "stem": self.stem,
            "lead_in": self.lead_in,
            "rationale": self.rationale,
            "hints": [
                {"text": shown(hint.text), "clear_wrong": hint.clear_wrong}
                for hint in self.hints.all()
            ],
            **addressed(chosen.block.compile(chosen.value), address),
        }
        return items.load(items.html_changed(written, shown))

    def get_preview_template(self, request, mode_name):
        return "assessments/question_preview.html"

    def get_preview_context(self, request, mode_name):
        return {**super().get_preview_context(request, mode_name), "shown": [shown(self)]}


def shown(question):
    """Return what a learner would see of a draft: {"item", "label", "arrangement", "problem"}."""
    try:
        item = question.compile()
    except items.ItemInvalid as problem:
        return {"item": None, "problem": str(problem), "question": question}
    arrangement = item.arrange(question.pk or 0, "preview")
    return {
        "item": item.realised(arrangement),
        "label": item.label,
        "arrangement": arrangement,
        "problem": "",
    }
