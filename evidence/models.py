"""References: what lessons and questions cite."""

import re

from django.core.validators import RegexValidator
from django.db import models
from django.utils.text import Truncator
from wagtail.search import index


class Design(models.TextChoices):
    """Kind of source, strongest designs first as readers expect them."""

    GUIDELINE = "guideline", "Guideline"
    META_ANALYSIS = "meta_analysis", "Systematic review or meta-analysis"
    RCT = "rct", "Randomised trial"
    COHORT = "cohort", "Observational study"
    CONSENSUS = "consensus", "Consensus statement"
    REVIEW = "review", "Narrative review"
    OTHER = "other", "Other source"


class Certainty(models.TextChoices):
    """Certainty of evidence after GRADE (gradepro.org handbook)."""

    HIGH = "high", "High certainty"
    MODERATE = "moderate", "Moderate certainty"
    LOW = "low", "Low certainty"
    VERY_LOW = "very_low", "Very low certainty"


class Reference(index.Indexed, models.Model):
    """A citable source, found by DOI or PubMed id where it has one."""

    citation = models.TextField(help_text="Full citation, Vancouver style.")
    doi = models.CharField(
        "DOI",
        max_length=200,
        blank=True,
        validators=[RegexValidator(r"^10\.\d{4,9}/\S+$", "A DOI begins with 10. and a slash.")],
    )
    pmid = models.CharField(
        "PubMed id",
        max_length=9,
        blank=True,
        validators=[RegexValidator(r"^\d{1,9}$", "A PubMed id has digits only.")],
    )
    url = models.URLField("address", blank=True)
    year = models.PositiveSmallIntegerField()
    design = models.CharField(max_length=20, choices=Design.choices, default=Design.OTHER)
    review_by = models.DateField(null=True, blank=True)

    search_fields = [
        index.SearchField("citation"),
        index.AutocompleteField("citation"),
        index.FilterField("design"),
        index.FilterField("year"),
    ]

    class Meta:
        ordering = ["citation"]
        constraints = [
            models.UniqueConstraint(
                "doi",
                condition=~models.Q(doi=""),
                name="evidence_reference_doi_once",
                violation_error_message="A reference with this DOI exists already.",
            )
        ]

    def __str__(self):
        return self.citation[:120]

    @property
    def short(self):
        """Return first author and year, as a margin note names a source."""
        person = re.match(r"([^,.]+?) [A-Z]{1,3}([,.])", self.citation)
        if not person:
            group = re.split(r"[.;]", self.citation)[0]
            return f"{Truncator(group).words(8)}, {self.year}"
        others = " et al." if person[2] == "," else ""
        return f"{person[1]}{others} {self.year}"

    @property
    def link(self):
        """Return where a reader finds the source, "" if it has no address."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else self.url

    def as_facts(self):
        """Return the reference as frozen JSON beside whatever cites it."""
        return {
            "id": self.pk,
            "citation": self.citation,
            "doi": self.doi,
            "pmid": self.pmid,
            "link": self.link,
            "year": self.year,
            "design": self.get_design_display(),
        }
