"""A file that a row vouches for is whole or not there."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from common.storage import WholeFileStorage


@pytest.fixture
def storage(tmp_path) -> WholeFileStorage:
    return WholeFileStorage(location=tmp_path)


def test_saving_again_replaces_the_file(storage, tmp_path):
    assert storage.save("a/b.pdf", ContentFile(b"one")) == "a/b.pdf"
    assert storage.save("a/b.pdf", ContentFile(b"two")) == "a/b.pdf"
    assert Path(tmp_path, "a/b.pdf").read_bytes() == b"two"


def test_writer_that_fails_leaves_what_was_there(storage, tmp_path):
    class Breaking(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("disk full")

    storage.save("b.pdf", ContentFile(b"whole"))
    with pytest.raises(OSError, match="disk full"):
        storage.save("b.pdf", Breaking(b""))
    assert Path(tmp_path, "b.pdf").read_bytes() == b"whole"
    storage.save("b.pdf", ContentFile(b"next"))
    assert [path.name for path in tmp_path.iterdir()] == ["b.pdf"]
