"""What kinds of credit exist, and which activity offers how much of them."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Profession
from common.append_only import AppendOnly
from common.fields import CheckboxArrayField
from courses.models import ActivityPage
from credits.domain.credit_types import BOARDS
from credits.domain.rules import Rounding
from credits.domain.uan import AUDIENCES, PATTERN

BOARD_CHOICES = [(code, f"{code}: {name}") for code, name in BOARDS.items()]


class CreditType(models.Model):
    """A kind of credit with its rules, as data (docs/rules/credit.md)."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120, help_text="In full, as on certificates.")
    short_name = models.CharField(max_length=40)
    body = models.CharField("credit body", max_length=160)
    unit = models.CharField(max_length=40, default="credit")
    unit_plural = models.CharField(max_length=40, default="credits")
    increment = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        default=Decimal("0.25"),
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    rounding = models.CharField(
        max_length=8,
        choices=[(each.value, each.label) for each in Rounding],
        default=Rounding.NEAREST,
        help_text="How time, or the credit that caps it, becomes a whole number of increments.",
    )
    minutes_per_credit = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(1)]
    )
    professions = CheckboxArrayField(
        models.CharField(max_length=32, choices=Profession.choices),
        default=list,
        blank=True,
        help_text="Who may take it; empty: everybody.",
    )
    board = models.CharField(
        max_length=8,
        blank=True,
        choices=BOARD_CHOICES,
        help_text="Only learners who say that they are diplomates of this board take it.",
    )
    within = models.SlugField(
        max_length=40,
        blank=True,
        help_text="Code of the credit that this one stands beside and never exceeds.",
    )
    uan_audience = models.CharField(
        "universal activity number",
        max_length=1,
        blank=True,
        choices=[(code, f"for {who}") for code, who in AUDIENCES.items()],
        help_text="Whose number each offer must carry; empty: offers carry none.",
    )
    assessment_required = models.BooleanField(default=True)
    reflection_required = models.BooleanField(
        default=False, help_text="Credit counts once the learner has written a reflective note."
    )
    reporting = models.CharField(
        max_length=60, blank=True, help_text="Where completions are reported; empty: nowhere."
    )
    designation_statement = models.TextField(
        help_text="With {provider}, {format}, {amount}, {unit} and {uan} where they belong. "
        "A changed text is a new version; offers keep the one that made their statement."
    )
    certificate_note = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(increment__gt=0), name="credits_credittype_increment_positive"
            ),
            models.CheckConstraint(
                condition=Q(rounding__in=[each.value for each in Rounding]),
                name="credits_credittype_rounding_known",
            ),
            models.CheckConstraint(
                condition=Q(minutes_per_credit__gt=0), name="credits_credittype_minutes_positive"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_conditional(self):
        """Whether it takes more than a profession: a board's certificate, or a reflective note."""
        return bool(self.board) or self.reflection_required

    @property
    def audience(self):
        """Return whom it is for, in words; "" for everybody."""
        if self.board:
            return f"{self.board} diplomates"
        names = dict(Profession.choices)
        return ", ".join(str(names.get(code, code)) for code in self.professions)


class StatementVersion(models.Model):
    """The words of a credit type's designation statement from a day on."""

    credit_type = models.ForeignKey(CreditType, models.PROTECT, related_name="statements")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    in_force_from = models.DateField()

    class Meta:
        ordering = ["credit_type", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_type", "number"], name="credits_statementversion_number_once"
            ),
            AppendOnly(name="credits_statementversion_append_only"),
        ]

    def __str__(self):
        return f"{self.credit_type}, statement version {self.number}"


class CreditOffer(models.Model):
    """A designation: this activity gives at most so much of this credit, between two dates.

    Designated before it begins and never retroactively (AMA provider FAQ); content authors
    have no hand in it.
    """

    activity = models.ForeignKey(ActivityPage, models.PROTECT, related_name="credit_offers")
    credit_type = models.ForeignKey(CreditType, models.PROTECT, related_name="offers")
    amount = models.DecimalField(max_digits=5, decimal_places=2)
    designated_at = models.DateTimeField()
    designated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    valid_from = models.DateField()
    valid_until = models.DateField()
    topics = models.JSONField(
        default=list,
        blank=True,
        help_text='Part of the amount on a topic: [{"topic": "pharmacology", "amount": "0.50"}].',
    )
    uan = models.CharField("universal activity number", max_length=24, blank=True)
    pars_id = models.CharField("PARS activity ID", max_length=9, blank=True)
    claim_until = models.DateField(
        "last claim date",
        null=True,
        blank=True,
        help_text="The last day of completion that is reported to PARS (CreditClaimDate), if any.",
    )
    beside = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="beside_it",
        help_text="The offer whose claim caps this one.",
    )
    statement = models.TextField(help_text="The designation statement as published.")
    statement_version = models.ForeignKey(StatementVersion, models.PROTECT, null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["activity", "credit_type"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "credit_type"],
                condition=Q(withdrawn_at__isnull=True),
                name="credits_creditoffer_one_open_per_type",
                violation_error_message="This activity offers this credit already.",
            ),
            models.UniqueConstraint(
                fields=["uan"],
                condition=Q(withdrawn_at__isnull=True) & ~Q(uan=""),
                name="credits_creditoffer_uan_once",
                violation_error_message="Another offer carries this number.",
            ),
            models.CheckConstraint(
                condition=Q(uan="") | Q(uan__regex=PATTERN.replace(r"\d", "[0-9]")),
                name="credits_creditoffer_uan_well_formed",
            ),
            models.CheckConstraint(
                condition=Q(pars_id="") | Q(pars_id__regex="^[0-9]{9}$"),
                name="credits_creditoffer_pars_id_nine_digits",
            ),
            models.CheckConstraint(
                condition=Q(claim_until=None) | Q(claim_until__gte=F("valid_from")),
                name="credits_creditoffer_claims_end_after_it_begins",
                violation_error_message="The last claim date lies before the offer begins.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="credits_creditoffer_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="credits_creditoffer_ends_after_it_begins",
                violation_error_message="The offer ends before it begins.",
            ),
            models.CheckConstraint(
                condition=Q(designated_at__date__lte=F("valid_from")),
                name="credits_creditoffer_designated_beforehand",
                violation_error_message="Credit is designated before an activity begins, never afterwards.",
            ),
        ]

    def __str__(self):
        return f"{self.amount} {self.credit_type} for {self.activity}"
