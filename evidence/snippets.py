"""The screens on which references are kept."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from evidence.models import Reference


class ReferenceViewSet(SnippetViewSet):
    """References are shared: every provider may cite what another has entered."""

    model = Reference
    icon = "doc-full"
    menu_order = 250
    add_to_admin_menu = True
    list_display = [
        "__str__",
        Column("year", label="Year", sort_key="year"),
        Column("design", label="Kind", accessor="get_design_display"),
    ]
    list_filter = ["design"]
    edit_handler = ObjectList(
        [
            FieldPanel("citation"),
            FieldRowPanel([FieldPanel("doi"), FieldPanel("pmid")]),
            FieldPanel("url", help_text="Only for a source without DOI and PubMed id."),
            FieldRowPanel([FieldPanel("year"), FieldPanel("design")]),
            FieldPanel(
                "review_by",
                help_text="When to look whether something newer has replaced it.",
            ),
        ]
    )
