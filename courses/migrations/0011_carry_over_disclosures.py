"""Make people of the contributors that staff typed, and declarations of what was typed about them.

Nothing typed is lost: each text becomes a relationship, each mitigation a decision, both marked as
carried over. Drafts get the people too; the texts in their revisions stay where they are.
"""

from collections import Counter
from datetime import timedelta

from django.db import migrations
from django.utils import timezone

STEP = 4  # letters of a page's path for each level of the tree
VALID = timedelta(days=365)
LOOKED_BACK = timedelta(days=730)


class Carrier:
    """Carries over what stands at one provider."""

    def __init__(self, apps, provider):
        self.models = apps.get_app_config("courses")
        self.provider = provider
        self.people = {}
        self.known = {}

    def person_of(self, row, number):
        """Return the person of a name, the same one in all activities of the provider."""
        key = row["name"].strip().casefold(), number
        if key not in self.people:
            self.people[key] = self.models.get_model("Person").objects.create(
                provider_id=self.provider,
                name=row["name"].strip() or "Unnamed contributor",
                credentials=row["credentials"],
                affiliation=row["affiliation"],
            )
        return self.people[key]

    def declare(self, person, text, at):
        """Let a person declare a text beside those from before; "" is for none."""
        earlier = [known for (pk, known) in self.known if pk == person.pk and known]
        if (person.pk, text) in self.known or (earlier and not text):
            return
        declared_on = at.date()
        declaration = self.models.get_model("Declaration").objects.create(
            person=person,
            window_start=declared_on - LOOKED_BACK,
            declared_on=declared_on,
            expires_on=declared_on + VALID,
            declared_at=at,
            has_none=not text,
            is_carried_over=True,
        )
        self.known[person.pk, text] = None
        for each in [*earlier, text] if text else ():
            self.known[person.pk, each] = self.models.get_model("Relationship").objects.create(
                declaration=declaration, named=each, nature="as_told"
            )

    def decide(self, activity_id, relationship, mitigation, at):
        self.models.get_model("RelevanceDecision").objects.create(
            activity_id=activity_id,
            relationship=relationship,
            is_relevant=True,
            method="as_told",
            reason=mitigation,
            done_on=at.date(),
            decided_at=at,
        )


def rows_with_numbers(rows):
    """Tell apart rows of the same name and role in one activity: they are two people."""
    seen = Counter()
    for row in rows:
        seen[row["name"].strip().casefold(), row["role"]] += 1
        yield row, seen[row["name"].strip().casefold(), row["role"]]


def carry_over(apps, schema_editor):
    ActivityPage = apps.get_model("courses", "ActivityPage")
    ProviderPage = apps.get_model("courses", "ProviderPage")
    Contributor = apps.get_model("courses", "Contributor")
    providers = dict(ProviderPage.objects.values_list("path", "provider_id"))
    carriers = {pk: Carrier(apps, pk) for pk in providers.values()}
    texts = {}
    for activity in ActivityPage.objects.order_by("pk"):
        carrier = carriers[providers[activity.path[:-STEP]]]
        at = activity.last_published_at or activity.latest_revision_created_at or timezone.now()
        rows = Contributor.objects.filter(activity=activity).order_by("sort_order", "pk")
        for row, number in rows_with_numbers(list(rows.values())):
            person = carrier.person_of(row, number)
            Contributor.objects.filter(pk=row["id"]).update(person=person)
            texts.setdefault((carrier, person), []).append((activity.pk, row, at))
        carry_over_drafts(apps, activity, carrier, texts, at)
    settle(texts)


def carry_over_drafts(apps, activity, carrier, texts, at):
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="courses",
        content_type__model="activitypage",
        object_id=str(activity.pk),
    )
    for revision in revisions:
        rows = revision.content.get("contributors", [])
        for row, number in rows_with_numbers(rows):
            person = carrier.person_of(row, number)
            row["person"] = person.pk
            if revision.pk == activity.latest_revision_id:
                texts.setdefault((carrier, person), []).append((activity.pk, row, at))
        if rows:
            revision.save(update_fields=["content"])


def settle(texts):
    """Declare each person's texts in the order of time, and decide what was decided."""
    decided = set()
    for (carrier, person), found in texts.items():
        for _activity, row, at in sorted(found, key=lambda each: each[2]):
            carrier.declare(person, row["relationships"].strip(), at)
        for activity_id, row, at in found:
            text, mitigation = row["relationships"].strip(), row["mitigation"].strip()
            key = activity_id, person.pk, text, mitigation
            if text and mitigation and key not in decided:
                carrier.decide(activity_id, carrier.known[person.pk, text], mitigation, at)
                decided.add(key)


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0010_people"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
