"""Where the demo listens, and what it says about being ready."""

import pytest

from lms.stack import demo
from lms.stack.demo import Door, _missing_parts, door_from
from lms.stack.places import Place, StackError


def test_the_door_is_local_unless_told_otherwise():
    assert door_from({}) == Door("127.0.0.1", 8000)
    assert door_from({"PORT": "8080", "HOST": "0.0.0.0"}) == Door("0.0.0.0", 8080)  # noqa: S104


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "80.5", ""])
def test_a_port_that_is_none_is_refused_in_words(port):
    with pytest.raises(StackError, match="must be a number from 1 to 65535"):
        door_from({"PORT": port})


@pytest.mark.parametrize(
    ("host", "address", "readiness"),
    [
        ("127.0.0.1", "http://localhost:80", "http://127.0.0.1:80/health/ready"),
        ("0.0.0.0", "http://localhost:80", "http://127.0.0.1:80/health/ready"),  # noqa: S104
        ("::1", "http://localhost:80", "http://[::1]:80/health/ready"),
        ("cme.local", "http://cme.local:80", "http://cme.local:80/health/ready"),
    ],
)
def test_a_door_is_told_and_asked_by_addresses_that_work(host, address, readiness):
    assert Door(host, 80).address == address
    assert Door(host, 80).readiness == readiness


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        (b'{"checks": {"database": "ok", "worker": "not seen"}}', "worker: not seen"),
        (b"<h1>Server Error</h1>", "no sensible answer"),
        (b'{"detail": "?"}', "no sensible answer"),
    ],
)
def test_what_is_missing_is_named(body, missing):
    assert _missing_parts(body) == missing


def test_static_files_are_collected_when_changed_and_anew_after_a_kill(tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(
        demo.subprocess, "Popen", lambda command, **_options: started.append(command)
    )
    (tmp_path / "run").mkdir()
    place = Place(tmp_path, tmp_path)

    demo.collect_static(place, {})
    assert "--clear" not in started[-1]
    demo.collect_static(place, {})  # the first was never stamped as finished
    assert "--clear" in started[-1]
    demo.write_stamp(place, demo.static_fingerprint())
    demo.collect_static(place, {})
    assert len(started) == 2
