"""The chain of a receipt. Rules: docs/rules/receipts.md."""

from copy import deepcopy
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, strategies as st

from assessments.domain.items import content_hash
from assessments.domain.receipts import TYPE, ReceiptBroken, SaveRecord, chained, check_chain

ATTEMPT = {"id": 7, "number": 1}
FIRST = SaveRecord(1, 1, "op-1", "2026-03-01T09:00:00+00:00", {"choice": "a"}, None, None)
SECOND = replace(FIRST, sequence=2, operation="op-2", response={"choice": "b"})


def receipt(*saves):
    return {"type": TYPE, "attempt": ATTEMPT, "saves": chained(ATTEMPT, saves)}


def test_worked_example():
    rows = chained(ATTEMPT, [FIRST, SECOND])
    first = sha256((content_hash(ATTEMPT) + FIRST.content).encode()).hexdigest()
    assert rows[0]["link"] == first
    assert rows[1]["link"] == sha256((first + SECOND.content).encode()).hexdigest()


def test_content_follows_everything_that_was_saved():
    changes = {
        "sequence": 3,
        "position": 2,
        "operation": "x",
        "saved_at": "2026-03-01T09:00:01+00:00",
        "response": None,
        "certainty": 2,
        "try_number": 1,
    }
    found = {replace(FIRST, **{name: value}).content for name, value in changes.items()}
    assert len(found | {FIRST.content}) == len(changes) + 1


def test_a_sound_chain_holds():
    check_chain(receipt(FIRST, SECOND))
    check_chain(receipt())


@given(st.integers(0, 4), st.sampled_from(["content", "link"]))
def test_a_changed_save_breaks_the_chain(number, field):
    found = receipt(*(replace(FIRST, sequence=n) for n in range(1, 6)))
    found["saves"][number][field] = "0" * 64
    with pytest.raises(ReceiptBroken, match=f"save {number + 1}"):
        check_chain(found)


@given(st.permutations(range(4)))
def test_order_matters_and_nothing_can_be_left_out(order):
    found = receipt(*(replace(FIRST, sequence=n) for n in range(1, 5)))
    moved = deepcopy(found)
    moved["saves"] = [found["saves"][n] for n in order]
    if list(order) == [0, 1, 2, 3]:
        check_chain(moved)
    else:
        with pytest.raises(ReceiptBroken):
            check_chain(moved)
    del found["saves"][0]
    with pytest.raises(ReceiptBroken):
        check_chain(found)


@pytest.mark.parametrize(
    "broken",
    [None, [], "x", {}, {"type": TYPE}, {"type": TYPE, "attempt": {}, "saves": [1]}],
)
def test_what_is_no_receipt_is_refused_with_a_sentence(broken):
    with pytest.raises(ReceiptBroken) as refused:
        check_chain(broken)
    assert refused.value.message.endswith(".")
