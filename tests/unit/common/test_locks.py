"""A lock that would hold nothing is refused."""

import pytest
from django.contrib.auth.models import Group
from django.db.transaction import TransactionManagementError

from common.locks import lock


def test_lock_outside_of_a_transaction_is_refused():
    with pytest.raises(TransactionManagementError):
        lock(Group(pk=1))
