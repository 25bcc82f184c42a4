"""Accredited providers and where their pages begin."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from wagtail.models import Collection, Page

from common.append_only import AppendOnly
from courses.domain.statements import JOINT, unknown_placeholders
from courses.models.address import ServedByViews


class Provider(models.Model):
    """An organisation accredited to offer continuing education."""

    name = models.CharField(max_length=160, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    # Identifiers are strings: they may begin with zero (docs/rules/credit.md).
    accreditor_number = models.CharField(
        "provider number",
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^\d{7}$", "A provider number has seven digits.")],
    )
    accreditor = models.CharField(
        max_length=160, blank=True, help_text="Who accredits this provider."
    )
    accreditation_statement = models.TextField(
        blank=True,
        help_text="A template: {provider} and {accreditor} are filled in. Each published activity keeps the "
        "words of its day.",
    )
    joint_statement = models.TextField(
        "statement of joint providership",
        blank=True,
        default=JOINT,
        help_text="A template for activities with partners: {partners} is filled in too, and the "
        "accreditation statement follows.",
    )
    contact_email = models.EmailField()
    website = models.URLField(blank=True)
    address = models.TextField(blank=True)
    collection = models.OneToOneField(Collection, models.PROTECT, related_name="provider")

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        for field in ("accreditation_statement", "joint_statement"):
            if unknown := unknown_placeholders(getattr(self, field)):
                names = ", ".join(f"{{{name}}}" for name in unknown)
                raise ValidationError({field: f"Nothing is filled in for {names}."})


class StatementWording(models.Model):
    """The words of a provider's statements from a day on; a published version names the one it used."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    direct = models.TextField(blank=True)
    joint = models.TextField(blank=True)
    in_force_from = models.DateField()

    class Meta:
        ordering = ["provider", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "number"], name="courses_statementwording_number_once"
            ),
            AppendOnly(name="courses_statementwording_append_only"),
        ]

    def __str__(self):
        return f"{self.provider}, statements version {self.number}"


class CataloguePage(ServedByViews, Page):
    """The root of everything that can be taken; served by the catalogue view."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.ProviderPage"]

    class Meta:
        verbose_name = "catalogue"

    address = "/activities/"


class ProviderPage(ServedByViews, Page):
    """The branch of the page tree that a provider's educators may edit."""

    provider = models.OneToOneField(Provider, models.PROTECT, related_name="page")

    parent_page_types = ["courses.CataloguePage"]
    subpage_types = ["courses.ActivityPage"]

    class Meta:
        verbose_name = "provider"

    @property
    def address(self):
        return f"/activities/?provider={self.provider.slug}"
