"""The people of a provider: in control of content, in one activity or in many."""

from django.db import models
from django.db.models.functions import Lower

from courses.models.provider import Provider


class Person(models.Model):
    """Somebody in control of content, as a provider knows them; no account is needed."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="people")
    name = models.CharField(max_length=120)
    credentials = models.CharField(max_length=120, blank=True, help_text="As learners read them.")
    affiliation = models.CharField(max_length=160, blank=True)
    email = models.EmailField(
        "e-mail address", blank=True, help_text="Where the disclosure form is sent; never shown."
    )

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                "provider",
                Lower("email"),
                condition=~models.Q(email=""),
                name="courses_person_email_once_per_provider",
                violation_error_message="Somebody of this provider has this e-mail address already.",
            )
        ]

    def __str__(self):
        return f"{self.name}, {self.credentials}" if self.credentials else self.name
