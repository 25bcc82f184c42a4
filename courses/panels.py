"""How activities and lessons are edited: tabs in the order in which an author works."""

from django.forms import CheckboxSelectMultiple, Select
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.models import Page

from courses.forms import ActivityForm, LessonForm, PrerequisiteForm
from courses.models import ActivityPage, LessonPage, ProviderPage


class PrerequisitesPanel(InlinePanel):
    """Rows whose form knows who is choosing."""

    def get_form_options(self):
        options = super().get_form_options()
        more = {"form": PrerequisiteForm, "inherit_kwargs": ["for_user"]}
        options["formsets"][self.relation_name] |= more
        return options


FRONT_MATTER = ObjectList(
    [
        HelpPanel(
            "<p>Learners read all of this, and confirm it, before they begin. Credit is designated "
            "by accreditation staff under <strong>Credit offers</strong>.</p>"
        ),
        TitleFieldPanel("title", targets=["slug", "code"]),
        FieldRowPanel([FieldPanel("code"), FieldPanel("strand")]),
        FieldPanel("type"),
        FieldPanel("summary"),
        FieldPanel("gap"),
        FieldPanel("audience"),
        FieldPanel("professions", required_on_save=False),
        FieldPanel(
            "topics",
            heading="Topics",
            help_text="The catalogue is filtered by these.",
            required_on_save=False,
        ),
        InlinePanel("objectives", heading="Objectives", label="Objective"),
        PrerequisitesPanel(
            "prerequisites",
            panels=[FieldPanel("needs", widget=Select)],
            heading="Complete these first",
            label="Prerequisite",
            help_text="Learners complete these before they may begin. One that is withdrawn or has "
            "ended keeps nobody back. Who has begun already goes on.",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("released_on"),
                        FieldPanel("reviewed_on"),
                        FieldPanel("expires_on"),
                    ]
                ),
                FieldPanel("minutes"),
                FieldPanel("delivery_methods"),
                FieldPanel("languages"),
                FieldPanel("method"),
                FieldPanel("requirements"),
            ],
            heading="Taking part",
        ),
    ],
    heading="Front matter",
)
PEOPLE = ObjectList(
    [
        HelpPanel(
            "<p>Everybody in control of content: planners, authors, editors, faculty, moderators, "
            "reviewers, staff. Learners see each name with its relevant relationships before they "
            "begin, or that there are none. People declare for themselves: ask them under "
            "<strong>People</strong>. What learners read about commercial support is written from "
            "the agreements under <strong>Commercial support</strong>.</p>"
        ),
        InlinePanel(
            "joint_providers",
            panels=[FieldPanel("name")],
            heading="Provided together with",
            label="Partner",
            help_text="Organisations without accreditation of their own. The statement names them.",
        ),
        InlinePanel(
            "contributors",
            panels=[
                FieldPanel("person"),
                FieldRowPanel([FieldPanel("role"), FieldPanel("starts_on")]),
            ],
            heading="People",
            label="Person",
        ),
    ],
    heading="People",
)
ASSESSMENTS = ObjectList(
    [
        HelpPanel(
            "<p>What is placed here is taken in this order: pre-test before the lessons, post-test "
            "and evaluation after them. An assessment must be published before the activity.</p>"
        ),
        InlinePanel("placements", heading="Assessments", label="Assessment"),
    ],
    heading="Assessments",
)
REFERENCES = ObjectList(
    [InlinePanel("references", heading="References", label="Reference")], heading="References"
)
REPORTING = ObjectList(
    [
        HelpPanel(
            "<p>What accreditors are told about this activity beside its front matter; learners do "
            "not see it.</p>"
        ),
        FieldPanel("competencies"),
        FieldPanel("measured_outcomes"),
        FieldPanel("commendation_tags"),
    ],
    heading="Reporting",
)
PROMOTE = ObjectList(
    [
        FieldPanel("cover"),
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading="For search engines",
        ),
        *Page.settings_panels,
    ],
    heading="Promote",
)
ACTIVITY = TabbedInterface(
    [FRONT_MATTER, PEOPLE, ASSESSMENTS, REFERENCES, REPORTING, PROMOTE],
    base_form_class=ActivityForm,
)
LESSON = TabbedInterface(
    [
        ObjectList(
            [
                TitleFieldPanel("title"),
                FieldPanel("minutes"),
                FieldPanel("objectives", widget=CheckboxSelectMultiple),
                FieldPanel("body"),
            ],
            heading="Lesson",
        ),
        ObjectList(
            [FieldPanel("slug", help_text="In the web address."), *Page.settings_panels],
            heading="Address and dates",
        ),
    ],
    base_form_class=LessonForm,
)
PROVIDER = TabbedInterface(
    [ObjectList([TitleFieldPanel("title"), FieldPanel("slug")], heading="Provider")]
)


def attach():
    """Give the pages their panels; models may not know forms."""
    ActivityPage.edit_handler = ACTIVITY
    LessonPage.edit_handler = LESSON
    ProviderPage.edit_handler = PROVIDER
