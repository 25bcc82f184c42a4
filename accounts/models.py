"""People: sign-in by e-mail, profile, identifiers, consents, API tokens and adjustments."""

import zoneinfo
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.domain.identifiers import LABELS, Kind, title
from common.append_only import AppendOnly


class UserManager(BaseUserManager["User"]):
    """Create users by e-mail address."""

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address."""

    email = models.EmailField("e-mail address", unique=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When everything personal was removed."
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_unique",
                violation_error_message="Somebody already uses this e-mail address.",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None)
                | models.Q(
                    is_active=False,
                    is_staff=False,
                    is_superuser=False,
                    first_name="",
                    last_name="",
                    email__startswith="closed-",
                ),
                name="accounts_user_closed_keeps_nothing_personal",
            ),
        ]

    def __str__(self):
        if self.closed_at:
            return f"Closed account {self.pk}"
        return self.get_full_name() or self.email

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self):
        return self.first_name or self.email

    @property
    def zone(self):
        """Return the person's time zone; days on certificates are theirs."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("UTC")

    @property
    def initials(self):
        return (self.first_name[:1] + self.last_name[:1]).upper() or self.email[:1].upper()


class Profession(models.TextChoices):
    """Professions that credit bodies tell apart (ACCME PARS participant categories)."""

    PHYSICIAN = "physician", "Physician (MD or DO)"
    NURSE = "nurse", "Nurse"
    NURSE_PRACTITIONER = "nurse_practitioner", "Nurse practitioner or advanced practice nurse"
    PHYSICIAN_ASSISTANT = "physician_assistant", "Physician assistant or associate"
    PHARMACIST = "pharmacist", "Pharmacist"
    PHARMACY_TECHNICIAN = "pharmacy_technician", "Pharmacy technician"
    PSYCHOLOGIST = "psychologist", "Psychologist"
    SOCIAL_WORKER = "social_worker", "Social worker"
    DENTIST = "dentist", "Dentist"
    DIETITIAN = "dietitian", "Dietitian"
    THERAPIST = "therapist", "Physical, occupational or speech therapist"
    STUDENT = "student", "Student or trainee"
    OTHER = "other", "Another profession"


class Profile(models.Model):
    """What a person does; it decides which credit types they may take."""

    user = models.OneToOneField(User, models.CASCADE, related_name="profile")
    profession = models.CharField(max_length=32, choices=Profession.choices)
    specialty = models.CharField(max_length=120, blank=True)
    credentials = models.CharField(
        max_length=60, blank=True, help_text="Letters after your name, as printed on certificates."
    )
    country = models.CharField(max_length=2, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(profession__in=Profession.values),
                name="accounts_profile_profession_known",
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.get_profession_display()}"


class Accommodation(models.Model):
    """Adjustments that follow the person into every timed assessment; the reason stays here."""

    user = models.OneToOneField(User, models.CASCADE, related_name="accommodation")
    time_factor = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        default=Decimal("1.00"),
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text="1.25 gives a quarter more time.",
    )
    extra_attempts = models.PositiveSmallIntegerField(
        default=0, help_text="Beyond what each assessment allows, where it sets a limit."
    )
    break_minutes = models.PositiveSmallIntegerField(
        "minutes of breaks",
        default=0,
        validators=[MaxValueValidator(600)],
        help_text="In each attempt with a time limit; the clock stands meanwhile.",
    )
    extra_days = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(365)],
        help_text="Activities and their assessments close so many days later. Credit is still given "
        "only while it is on offer.",
    )
    reason = models.TextField(blank=True, help_text="Never shown to authors.")
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(time_factor__gte=1, time_factor__lte=5),
                name="accounts_accommodation_time_factor_one_to_five",
            ),
            models.CheckConstraint(
                condition=models.Q(break_minutes__lte=600),
                name="accounts_accommodation_breaks_within_ten_hours",
            ),
            models.CheckConstraint(
                condition=models.Q(extra_days__lte=365),
                name="accounts_accommodation_extra_days_within_a_year",
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.time_factor} × time"


class AccommodationRecord(models.Model):
    """What was granted to somebody at one time, and by whom; the newest one holds."""

    user = models.ForeignKey(User, models.PROTECT, related_name="accommodation_records")
    time_factor = models.DecimalField(max_digits=3, decimal_places=2)
    extra_attempts = models.PositiveSmallIntegerField()
    break_minutes = models.PositiveSmallIntegerField()
    extra_days = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [AppendOnly(name="accounts_accommodationrecord_append_only")]

    def __str__(self):
        return (
            f"{self.at:%-d %B %Y %H:%M} UTC, by {self.by}: {self.time_factor.normalize():f} × time, "
            f"{self.extra_attempts} more attempts, {self.break_minutes} min of breaks, "
            f"{self.extra_days} more days"
        )


class ApiToken(models.Model):
    """A named key for the API; only its SHA-256 digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.name} ({self.prefix}…)"


class IdentifierKind(models.TextChoices):
    """What an identifier is; the domain says what each must look like."""

    BIRTH_DAY = Kind.BIRTH_DAY.value, LABELS[Kind.BIRTH_DAY]
    LICENCE = Kind.LICENCE.value, LABELS[Kind.LICENCE]
    NPI = Kind.NPI.value, LABELS[Kind.NPI]
    BOARD_ID = Kind.BOARD_ID.value, LABELS[Kind.BOARD_ID]
    NABP_PROFILE = Kind.NABP_PROFILE.value, LABELS[Kind.NABP_PROFILE]
    HELD = Kind.HELD.value, LABELS[Kind.HELD]


class Identifier(models.Model):
    """A number by which a body knows a person; only `accounts.services` opens what is sealed."""

    person = models.ForeignKey(User, models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=16, choices=IdentifierKind.choices)
    issuer = models.CharField(
        max_length=60, blank=True, help_text="State, board or requirement, if any."
    )
    sealed = models.TextField(help_text="The value, encrypted (common.encryption).")
    masked = models.CharField(max_length=60)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "issuer"]
        permissions = [("reveal_identifier", "Can see identifiers of other people in full")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "issuer"], name="accounts_identifier_once_per_issuer"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=IdentifierKind.values),
                name="accounts_identifier_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=("licence", "board_id", "held")) ^ models.Q(issuer=""),
                name="accounts_identifier_issuer_where_there_are_several",
            ),
            models.CheckConstraint(
                condition=models.Q(masked__contains="•"), name="accounts_identifier_masked"
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.masked}"

    @property
    def title(self):
        return title(Kind(self.kind), self.issuer)

    @property
    def place(self):
        """Return what the sealed value is bound to."""
        return f"identifier:{self.person_id}:{self.kind}:{self.issuer}"


class IdentifierEvent(models.Model):
    """Somebody wrote or read an identifier; the person can see all of these."""

    class Action(models.TextChoices):
        ADDED = "added", "Added"
        CHANGED = "changed", "Changed"
        REMOVED = "removed", "Removed"
        REVEALED = "revealed", "Shown in full"
        SENT = "sent", "Sent with a report"
        PRINTED = "printed", "Printed on a certificate"

    person = models.ForeignKey(User, models.PROTECT, related_name="identifier_events")
    kind = models.CharField(max_length=16, choices=IdentifierKind.choices)
    issuer = models.CharField(max_length=60, blank=True)
    action = models.CharField(max_length=10, choices=Action.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(by=models.F("person")) | ~models.Q(reason=""),
                name="accounts_identifierevent_reason_of_others",
            ),
            AppendOnly(name="accounts_identifierevent_append_only", erasable=["reason"]),
        ]

    def __str__(self):
        return f"{self.title}: {self.get_action_display()}"

    @property
    def title(self):
        return title(Kind(self.kind), self.issuer)


class Consent(models.Model):
    """A person allowed something, in the words shown; taking it back is a row of its own."""

    person = models.ForeignKey(User, models.PROTECT, related_name="consents")
    subject = models.CharField(max_length=60, help_text='What is allowed: "report:pars".')
    wording = models.TextField(help_text="The sentence that was shown.")
    wording_version = models.PositiveSmallIntegerField()
    revokes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="revoked_by"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revokes__isnull=True) | ~models.Q(revokes=models.F("pk")),
                name="accounts_consent_not_its_own_revocation",
            ),
            AppendOnly(name="accounts_consent_append_only"),
        ]

    def __str__(self):
        return f"{self.subject} {'revoked' if self.revokes_id else 'given'} by {self.person_id}"
