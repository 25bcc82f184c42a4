"""What a process keeps."""

import pytest

from common.frozen import FrozenCache, Kept, forget_everything


def test_a_row_is_loaded_once():
    asked = []
    cache = FrozenCache(lambda pks: asked.append(pks) or {pk: -pk for pk in pks}, size=9)

    assert cache.many([1, 2, 1]) == {1: -1, 2: -2}
    assert cache.get(2) == -2
    assert list(cache.many([3, 1])) == [3, 1]
    assert asked == [[1, 2], [3]]


def test_an_unknown_row_is_an_error():
    with pytest.raises(KeyError):
        FrozenCache(lambda _pks: {}, size=9).get(1)


def test_too_many_rows_make_room_for_new_ones():
    asked = []
    cache = FrozenCache(lambda pks: asked.append(pks) or {pk: pk for pk in pks}, size=2)

    for pk in (1, 2, 3, 1):
        assert cache.get(pk) == pk

    assert asked == [[1], [2], [3], [1]]


def test_what_was_made_is_kept_under_its_key_until_there_is_no_room():
    made = []
    kept = Kept(size=2)

    for key in ("a", "a", "b", "c", "a"):
        assert kept.get(key, lambda key=key: made.append(key) or key.upper()) == key.upper()

    assert made == ["a", "b", "c", "a"]


def test_everything_can_be_forgotten():
    made = []
    kept = Kept(size=2)
    cache = FrozenCache(lambda pks: made.append("row") or {pk: pk for pk in pks}, size=2)

    for _ in range(2):
        kept.get("a", lambda: made.append("html"))
        cache.get(1)
        forget_everything()

    assert made == ["html", "row", "html", "row"]
