"""The accredited unit: an activity with its lessons, people, references and assessments."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.models import Orderable, Page
from wagtail.search import index

from accounts.models import Profession
from assessments.models import Assessment, Language, Objective
from common.fields import CheckboxArrayField
from common.no_circles import NoCircles
from courses.domain.activity_types import TYPES, USUAL
from courses.domain.days import years_later
from courses.domain.preflight.rules import YEARS_WITHOUT_REVIEW
from courses.domain.profile import (
    COMMENDATION_TAGS,
    DELIVERY_METHODS,
    competency_choices,
    hours_of,
    outcome_choices,
)
from courses.models.address import ServedByViews
from courses.models.people import Person
from evidence.models import Reference


class Strand(models.TextChoices):
    """The two strands of the catalogue."""

    CLINICAL = "clinical", "Clinical"
    SKILLS = "skills", "Soft skills"


class Purpose(models.TextChoices):
    """Why an assessment stands in an activity."""

    PRE_TEST = "pre_test", "Pre-test"
    POST_TEST = "post_test", "Post-test"
    EVALUATION = "evaluation", "Evaluation"
    FOLLOW_UP = "follow_up", "Follow-up"


class ActivityTopic(TaggedItemBase):
    """A topic of an activity."""

    content_object = ParentalKey(
        "courses.ActivityPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


def new_code():
    """Return a code for an activity that has none yet, as a copy."""
    return f"activity-{get_random_string(8).lower()}"


def online():
    """Return how most activities are delivered."""
    return ["Online"]


def english():
    """Return the language of most activities."""
    return [Language.ENGLISH.value]


def _choices_of(names):
    return models.CharField(max_length=60, choices=[(name, name) for name in names])


class ActivityPage(ServedByViews, Page):
    """An accredited course of lessons with its front matter."""

    code = models.SlugField(
        "activity code",
        max_length=80,
        unique=True,
        default=new_code,
        help_text="In the web address and in every report; never changes after publication.",
    )
    strand = models.CharField(max_length=10, choices=Strand.choices, default=Strand.CLINICAL)
    type = models.CharField(
        max_length=20,
        choices=[(code, each.name) for code, each in TYPES.items()],
        default=USUAL,
        help_text="As it is reported, and named in statements and on certificates. Fixed by the first "
        "publication: a live event that becomes a recording is another activity.",
    )
    summary = models.TextField(max_length=600, help_text="One or two sentences for the catalogue.")
    gap = models.TextField("why this activity exists", help_text="The practice gap it closes.")
    audience = models.TextField("for whom")
    professions = CheckboxArrayField(
        models.CharField(max_length=32, choices=Profession.choices), default=list
    )
    topics = ClusterTaggableManager(through=ActivityTopic)
    minutes = models.PositiveSmallIntegerField(
        "estimated time, minutes", validators=[MinValueValidator(1), MaxValueValidator(6000)]
    )
    released_on = models.DateField("release date")
    reviewed_on = models.DateField("last review")
    expires_on = models.DateField(
        "termination date", help_text="At most three years after the last review."
    )
    method = models.TextField(
        "how to take part",
        default="Read the lessons, answer the post-test and complete the evaluation.",
    )
    requirements = models.TextField(
        "hardware and software", default="A current web browser. No download is needed."
    )
    delivery_methods = CheckboxArrayField(
        _choices_of(DELIVERY_METHODS), verbose_name="delivery", default=online, blank=True
    )
    languages = CheckboxArrayField(
        models.CharField(max_length=5, choices=Language.choices), default=english, blank=True
    )
    competencies = CheckboxArrayField(
        models.CharField(max_length=60, choices=competency_choices()),
        default=list,
        blank=True,
        help_text="Desirable attributes of learners that the activity addresses.",
    )
    measured_outcomes = CheckboxArrayField(
        models.CharField(max_length=40, choices=outcome_choices()),
        default=list,
        blank=True,
        help_text="Objective: tests, observed skills, records. Subjective: what learners say of themselves.",
    )
    commendation_tags = CheckboxArrayField(
        _choices_of(COMMENDATION_TAGS),
        verbose_name="accreditation with commendation",
        default=list,
        blank=True,
        help_text="The criteria for which this activity is evidence.",
    )
    commercial_support = models.TextField(
        default="No commercial support was received for this activity.",
        help_text="Name every supporter and the nature of the support, or say that there was none.",
    )
    cover = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    exclude_fields_in_copy = ["code"]
    parent_page_types = ["courses.ProviderPage"]
    subpage_types = ["courses.LessonPage"]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("gap"),
        index.FilterField("strand"),
    ]

    class Meta:
        verbose_name = "activity"
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_on__gt=models.F("released_on")),
                name="courses_activitypage_expires_after_release",
                violation_error_message="The termination date must be after the release date.",
            ),
            models.CheckConstraint(
                condition=models.Q(type__in=list(TYPES)), name="courses_activitypage_type_known"
            ),
        ]

    @transaction.atomic
    def publish(self, revision, *args, **kwargs):
        """Publish and freeze together: a failing freeze must not leave it live and unfrozen."""
        return super().publish(revision, *args, **kwargs)

    @property
    def provider(self):
        """Return the provider whose branch of the tree this activity stands in."""
        return self.get_parent().specific.provider

    @property
    def address(self):
        return f"/activities/{self.code}/"

    @property
    def hours(self):
        """Return the hours of instruction that are reported: the estimated time."""
        return hours_of(self.minutes)

    def clean(self):
        super().clean()
        if self.expires_on and self.reviewed_on:
            latest = years_later(self.reviewed_on, YEARS_WITHOUT_REVIEW)
            if self.expires_on > latest:
                raise ValidationError(
                    {
                        "expires_on": f"At most three years after the last review: {latest:%-d %B %Y}."
                    }
                )
            if self.released_on and self.expires_on <= self.released_on:
                raise ValidationError({"expires_on": "It must be after the release date."})


class ActivityObjective(Orderable):
    """An objective that the activity promises."""

    activity = ParentalKey(ActivityPage, on_delete=models.CASCADE, related_name="objectives")
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="+")

    def __str__(self):
        return str(self.objective)


class ActivityReference(Orderable):
    """A source that the activity rests on."""

    activity = ParentalKey(ActivityPage, on_delete=models.CASCADE, related_name="references")
    reference = models.ForeignKey(Reference, models.PROTECT, related_name="+")

    def __str__(self):
        return str(self.reference)


class Contributor(Orderable):
    """A role that a person has in an activity; whoever has two stands in two rows."""

    class Role(models.TextChoices):
        """What the person does."""

        PLANNER = "planner", "Planner"
        AUTHOR = "author", "Author"
        EDITOR = "editor", "Editor"
        FACULTY = "faculty", "Faculty"
        MODERATOR = "moderator", "Moderator"
        REVIEWER = "reviewer", "Peer reviewer"
        STAFF = "staff", "Staff"

    activity = ParentalKey(ActivityPage, on_delete=models.CASCADE, related_name="contributors")
    person = models.ForeignKey(Person, models.PROTECT, related_name="contributions")
    role = models.CharField(max_length=10, choices=Role.choices)
    starts_on = models.DateField(
        "role starts",
        null=True,
        default=timezone.localdate,
        help_text="Relationships are declared and mitigated by this day.",
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person", "role"],
                name="courses_contributor_role_once",
                violation_error_message="This person has this role already.",
            )
        ]

    def __str__(self):
        return f"{self.person}, {self.get_role_display()}"


class JointProvider(Orderable):
    """An organisation without accreditation of its own that provides the activity together with ours."""

    activity = ParentalKey(ActivityPage, on_delete=models.CASCADE, related_name="joint_providers")
    name = models.CharField(max_length=160)

    def __str__(self):
        return self.name


class Placement(Orderable):
    """An assessment's place in an activity."""

    activity = ParentalKey(ActivityPage, on_delete=models.CASCADE, related_name="placements")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="placements")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    required = models.BooleanField(default=True, help_text="Needed to complete the activity.")

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "assessment"],
                name="courses_placement_assessment_once_per_activity",
                violation_error_message="This assessment stands in the activity already.",
            )
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}: {self.assessment}"


class Prerequisite(Orderable):
    """An activity that learners complete before they may begin this one."""

    activity = ParentalKey(ActivityPage, on_delete=models.CASCADE, related_name="prerequisites")
    needs = models.ForeignKey(
        ActivityPage, models.PROTECT, related_name="+", verbose_name="complete first"
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "needs"],
                name="courses_prerequisite_once_per_activity",
                violation_error_message="This activity is asked for already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(activity=models.F("needs")),
                name="courses_prerequisite_not_itself",
                violation_error_message="An activity cannot come before itself.",
            ),
            NoCircles(name="courses_prerequisite_no_circle", start="activity", end="needs"),
        ]

    def __str__(self):
        return f"First: {self.needs}"
