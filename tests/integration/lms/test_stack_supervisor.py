"""Programs are kept running, and none outlives its supervisor for long."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import psutil
import pytest

from lms.stack import processes, supervisor as supervision
from lms.stack.places import CHECKOUT
from lms.stack.programs import Program
from lms.stack.supervisor import Supervisor, end_programs

# A program with a child of its own, which a kill of the program alone would orphan
PARENT = (
    "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
)
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up'); time.sleep(600)"


def python(name: str, source: str) -> Program:
    return Program(name, (sys.executable, "-u", "-c", source))


def wait_for(fact: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def leader_of(place, name: str) -> psutil.Process | None:
    return processes.find(place.read("programs").get("programs", {}).get(name, {}))


def family_of(place, name: str) -> list[psutil.Process]:
    leader = leader_of(place, name)
    return [leader, *leader.children(recursive=True)] if leader else []


@pytest.fixture
def supervisor(place):
    made = Supervisor(place, [python("parent", PARENT)], dict(os.environ))
    made.start(0)
    wait_for(lambda: len(family_of(place, "parent")) == 2)
    yield made
    made.stop()


def test_a_killed_program_is_started_again_and_its_children_end(place, supervisor):
    leader, child = family_of(place, "parent")
    leader.kill()
    wait_for(lambda: supervisor.tick(0))
    wait_for(lambda: not processes.is_running(child))
    supervisor.tick(0)
    again = leader_of(place, "parent")
    assert again
    assert again != leader


def test_a_program_that_keeps_dying_rests_longer_each_time(place):
    made = Supervisor(place, [python("failing", "raise SystemExit(1)")], dict(os.environ))
    (child,) = made.children
    made.start(0)
    for now, rest in ((10, 0), (20, 1), (30, 3), (40, 7), (120, 0)):
        child.process.wait()
        assert made.tick(now) == [child.program]
        assert child.rests_until == now + rest
        made.tick(now + rest - 0.1)
        assert child.process is None
        made.tick(now + rest)
        assert child.process
    made.stop()


def test_stop_ends_every_process_also_a_stubborn_one(place, monkeypatch):
    monkeypatch.setattr(supervision, "STOPPING_MAY_TAKE", 0.5)
    programs = [python("parent", PARENT), python("stubborn", STUBBORN)]
    made = Supervisor(place, programs, dict(os.environ))
    made.start(0)
    wait_for(lambda: len(family_of(place, "parent")) == 2)
    wait_for(lambda: "up" in (place.logs / "stubborn.log").read_text())
    family = [*family_of(place, "parent"), *family_of(place, "stubborn")]
    made.stop()
    assert len(family) == 3
    wait_for(lambda: not any(processes.is_running(process) for process in family))


def test_the_next_start_ends_what_a_killed_supervisor_left(place):
    command = (
        "import os, signal, sys; from pathlib import Path\n"
        "from lms.stack.places import Place; from lms.stack.programs import Program\n"
        "from lms.stack.supervisor import Supervisor\n"
        "place = Place(Path(sys.argv[1]), Path(sys.argv[1]))\n"
        "program = Program('parent', (sys.executable, '-c', sys.argv[2]))\n"
        "Supervisor(place, [program], dict(os.environ)).start(0)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run(
        [sys.executable, "-c", command, str(place.data), PARENT], cwd=CHECKOUT, check=False
    )
    wait_for(lambda: len(family_of(place, "parent")) == 2)
    orphans = family_of(place, "parent")
    end_programs(place)
    wait_for(lambda: not any(processes.is_running(process) for process in orphans))


def test_a_number_that_a_stranger_has_now_is_left_alone(place):
    with subprocess.Popen([sys.executable, "-c", PARENT], start_new_session=True) as stranger:
        noted = {"pid": stranger.pid, "started": time.time() - 3_600}
        place.write("programs", programs={"web": noted})
        end_programs(place)
        assert stranger.poll() is None
        os.killpg(stranger.pid, signal.SIGKILL)
