"""What was published is read and compared in the CMS, as it was, by its own people."""

from django.urls import reverse

from tests.factories.authoring import a_team, an_activity, publish, signed_in


def page(client, activity, number=None, **query):
    name, args = ("courses_version", [number]) if number else ("courses_versions", [])
    return client.get(reverse(name, args=[activity.pk, *args]), query)


def test_versions_are_read_as_they_were_and_compared():
    team = a_team()
    client = signed_in(team.educator)
    activity = an_activity(team, title="Beforehand", summary="Old words.")
    activity.title, activity.summary = "Afterwards", "New words."
    publish(activity)
    activity.summary = "Newest words."
    publish(activity)

    first = page(client, activity, 1).text
    assert "Old words." in first
    assert "New words." not in first
    newest = page(client, activity).text
    assert "From version 2 to version 3" in newest
    assert "Beforehand" not in newest
    whole = page(client, activity, 3, **{"from": "1"}).text
    assert "Beforehand</del>" in whole
    assert "Afterwards</ins>" in whole
    assert page(client, activity, 4).status_code == 404


def test_a_draft_has_no_versions_and_strangers_see_none():
    team, theirs = a_team(), a_team("Elsewhere")
    draft = an_activity(team, live=False)
    assert "never published" in page(signed_in(team.educator), draft).text
    assert page(signed_in(theirs.educator), draft).status_code == 404
