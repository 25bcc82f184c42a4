"""What staff typed about contributors before people declared for themselves is lost nowhere."""

from datetime import date

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courses.domain.disclosure import State
from courses.models import ActivityPage, Contributor, Declaration, Person
from courses.queries import disclosures_of, people_told
from tests.factories.authoring import a_team, an_activity

BEFORE = ("courses", "0010_people")
BARE = {"credentials": "MD", "affiliation": "Harbour", "relationships": "", "mitigation": ""}


def migrate(target=None):
    """Bring the tables of `courses` to a migration, else the newest; return the models of then."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    executor = MigrationExecutor(connection)
    target = target or executor.loader.graph.leaf_nodes("courses")[0]
    executor.migrate([target])
    return MigrationExecutor(connection).loader.project_state([target]).apps


def test_texts_become_declarations_and_mitigations_decisions():
    team = a_team("Harbour")
    first, second = an_activity(team, live=False), an_activity(team, live=False)
    Contributor.objects.all().delete()
    revision = second.save_revision()
    before = migrate(BEFORE)
    old = before.get_model("courses", "Contributor")
    ann = {"name": "Ann Author", "role": "author", **BARE}
    told = ann | {"relationships": "Speaker, Company X", "mitigation": "Peer review"}
    old.objects.create(activity_id=first.pk, sort_order=0, **told)
    old.objects.create(activity_id=first.pk, sort_order=1, **ann | {"role": "planner"})
    old.objects.create(activity_id=second.pk, sort_order=0, **ann | {"name": "ann author "})
    old.objects.create(activity_id=second.pk, sort_order=1, **ann | {"name": "Bo"})
    draft = [{"pk": None, **ann, "name": "Cy", "relationships": "Adviser to Y"}]
    ActivityPage.objects.filter(pk=second.pk).update(draft_title=second.title)
    revision.content["contributors"] = draft
    revision.save()

    migrate()

    carried = Person.objects.filter(declarations__is_carried_over=True).distinct()
    assert sorted(carried.values_list("name", flat=True)) == ["Ann Author", "Bo", "Cy"]
    activity = ActivityPage.objects.get(pk=first.pk)
    found = disclosures_of(activity, on=date.today())
    (person,) = people_told(found)
    assert person["role_label"] == "Author and planner"
    assert person["relationships"] == "Speaker, Company X"
    assert person["mitigation"] == "Peer review"
    assert found.people[0].state is State.CURRENT
    assert found.people[0].starts_on is None, "nobody noted it"
    bo = Declaration.objects.get(person__name="Bo")
    assert bo.has_none
    assert bo.is_carried_over
    drafted = ActivityPage.objects.get(pk=second.pk).get_latest_revision_as_object()
    (row,) = drafted.contributors.all()
    assert row.person.name == "Cy"
    standing = disclosures_of(drafted, on=date.today()).people[0]
    assert standing.problems == ("Decide whether the relationship with Adviser to Y is relevant.",)
