"""When the commands install packages, and when they have nothing to do."""

import pytest

from lms.stack import venv

LOCK = """\
django==5.2.19 \\
    --hash=sha256:00
    # via -r requirements.txt
wagtail==7.4.4 \\
    --hash=sha256:11
"""


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with a lock; what would be run is listed instead."""
    monkeypatch.setattr(venv, "CHECKOUT", tmp_path)
    monkeypatch.setattr(venv, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(venv, "PYTHON", tmp_path / ".venv/bin/python")
    (tmp_path / "requirements.lock").write_text(LOCK)
    return tmp_path


@pytest.fixture
def commands(checkout, monkeypatch):
    ran = []

    class Done:
        returncode = 0

    def run(command, **_options):
        ran.append([str(word) for word in command])
        venv.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        venv.PYTHON.touch()
        return Done()

    monkeypatch.setattr(venv.subprocess, "run", run)
    return ran


def test_the_first_start_makes_the_environment_and_installs_by_hash(checkout, commands, capsys):
    assert venv.main(checkout / "requirements.lock") == 0
    make, install = commands
    assert make[1:3] == ["-m", "venv"]
    assert "--require-hashes" in install
    assert install[-1] == str(checkout / "requirements.lock")
    assert "Installing 2 packages" in capsys.readouterr().err


def test_a_second_start_has_nothing_to_do(checkout, commands):
    venv.main(checkout / "requirements.lock")
    commands.clear()
    assert venv.main(checkout / "requirements.lock") == 0
    assert commands == []


def test_a_changed_lock_is_installed_into_the_same_environment(checkout, commands):
    venv.main(checkout / "requirements.lock")
    commands.clear()
    (checkout / "requirements.lock").write_text(LOCK.replace("7.4.4", "7.4.5"))
    assert venv.main(checkout / "requirements.lock") == 0
    assert not any("venv" in command[1:3] for command in commands)
    assert "install" in commands[-1]


def test_an_install_that_failed_is_tried_again(checkout, commands, monkeypatch):
    monkeypatch.setattr(venv, "works", lambda: True)
    monkeypatch.setattr(
        venv.subprocess, "run", lambda *_args, **_options: type("Done", (), {"returncode": 1})
    )
    assert venv.main(checkout / "requirements.lock") == 1
    assert not venv.is_installed(checkout / "requirements.lock")


def test_an_old_python_is_refused_in_words(checkout, monkeypatch, capsys):
    monkeypatch.setattr(venv, "OLDEST", (99, 0))
    assert venv.main(checkout / "requirements.lock") == 1
    assert "Python 3.11 or newer" in capsys.readouterr().err
