"""Rows are locked as they stand in the database, not as somebody read them."""

import pytest
from django.contrib.auth.models import Group

from common.locks import lock


def test_lock_reads_the_row_anew_under_for_update(django_assert_num_queries):
    stale = Group.objects.create(name="before")
    Group.objects.filter(pk=stale.pk).update(name="after")
    with django_assert_num_queries(1) as seen:
        assert lock(stale).name == "after"
    assert "FOR UPDATE" in seen.captured_queries[0]["sql"]


def test_every_lock_is_a_statement_of_its_own(django_assert_num_queries):
    first, second = Group.objects.create(name="a"), Group.objects.create(name="b")
    with django_assert_num_queries(3):
        assert [lock(row).name for row in (first, second, first)] == ["a", "b", "a"]


def test_lock_of_a_row_that_has_gone_says_so():
    gone = Group.objects.create(name="gone")
    Group.objects.filter(pk=gone.pk).delete()
    with pytest.raises(Group.DoesNotExist):
        lock(gone)
