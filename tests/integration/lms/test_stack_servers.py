"""The embedded servers: start, reuse, crashes, and what they must leave alone."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest
from redis import Redis

from lms.stack import places, postgres, processes, servers
from lms.stack.places import CHECKOUT, StackError, place_at


def postgres_of(place) -> psutil.Process:
    process = processes.find(place.read("postgresql"))
    assert process
    return process


def query(url: str, statement: str) -> list[tuple]:
    with psycopg.connect(url, autocommit=True) as link:
        cursor = link.execute(statement)
        return cursor.fetchall() if cursor.description else []


def remember(environment: dict[str, str]) -> None:
    query(environment["DATABASE_URL"], "CREATE TABLE kept AS SELECT 42 AS answer")
    with Redis.from_url(environment["REDIS_URL"]) as link:
        link.set("kept", "42")


def assert_remembered(environment: dict[str, str]) -> None:
    assert query(environment["DATABASE_URL"], "SELECT answer FROM kept") == [(42,)]
    with Redis.from_url(environment["REDIS_URL"]) as link:
        assert link.get("kept") == b"42"


def modes_above(*paths: Path) -> dict[Path, int]:
    return {
        folder: stat.S_IMODE(folder.stat().st_mode)
        for path in paths
        for folder in (path, *path.parents)
        if folder.exists()
    }


def test_servers_keep_their_data_and_end_with_the_last_user(place):
    with servers.running(place) as environment:
        remember(environment)
        first = postgres_of(place)
    assert not processes.is_running(first)
    assert not servers.Valkey(place).is_alive()

    with servers.running(place) as environment:
        assert_remembered(environment)


def test_a_second_command_shares_the_servers_and_leaves_them_running(place):
    with servers.running(place) as ours:
        command = (
            "import os; from lms.stack import servers; from lms.stack.places import lasting_place\n"
            "with servers.running(lasting_place()) as found: print(found['DATABASE_URL'])"
        )
        other = subprocess.run(
            [sys.executable, "-c", command],
            cwd=CHECKOUT,
            env={**os.environ, "ATTEND_DATA_DIR": str(place.data)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert other.stdout.strip() == ours["DATABASE_URL"]
        assert query(ours["DATABASE_URL"], "SELECT 1") == [(1,)]


def test_servers_that_a_killed_command_left_are_used_again(place):
    command = (
        "import os, signal; from lms.stack import servers\n"
        "from lms.stack.places import lasting_place\n"
        "with servers.running(lasting_place()): os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = {**os.environ, "ATTEND_DATA_DIR": str(place.data)}
    subprocess.run([sys.executable, "-c", command], cwd=CHECKOUT, env=environment, check=False)
    orphan = postgres_of(place)

    with servers.running(place) as found:
        assert postgres_of(place) == orphan
        assert query(found["DATABASE_URL"], "SELECT 1") == [(1,)]
    assert not processes.is_running(orphan)


def test_servers_killed_while_in_use_come_back_with_address_and_data(place):
    with servers.running(place) as environment:
        remember(environment)
        query(environment["DATABASE_URL"], "CHECKPOINT")
        with Redis.from_url(environment["REDIS_URL"]) as link:
            link.config_set("appendfsync", "always")
            link.set("kept", "42")
        for name in ("postgresql", "valkey"):
            victim = processes.find(place.read(name))
            assert victim
            victim.kill()
            victim.wait(5)

        assert servers.revive(place) == ["postgresql", "valkey"]
        assert_remembered(environment)
        assert servers.revive(place) == []


def test_a_lock_file_with_a_strangers_number_stops_no_start(place):
    with servers.running(place) as environment:
        remember(environment)
        lock = place.database / "postmaster.pid"
        stale = lock.read_text().splitlines()
        victim = postgres_of(place)
        victim.send_signal(signal.SIGQUIT)
        victim.wait(5)
    lock.write_text("\n".join([str(os.getpid()), *stale[1:]]) + "\n")
    lock.chmod(0o644)

    with servers.running(place) as environment:
        assert_remembered(environment)


def test_a_cluster_cut_short_while_it_was_made_is_made_anew(place):
    unfinished = place.database.with_name("postgresql.unfinished")
    (unfinished / "base").mkdir(parents=True)
    with servers.running(place) as environment:
        assert query(environment["DATABASE_URL"], "SELECT 1") == [(1,)]
    assert not unfinished.exists()


def test_no_folder_is_opened_to_other_users(place):
    watched = (place.data, places.CHECKOUT, postgres.wheel_folder() / postgres.PROGRAMS / "bin")
    before = modes_above(*watched)
    assert 0o700 in before.values()
    with servers.running(place):
        during = modes_above(*watched)
    assert during == before
    assert stat.S_IMODE((place.data / "postgresql.password").stat().st_mode) == 0o600
    assert stat.S_IMODE(place.database.stat().st_mode) == 0o700


def test_servers_refuse_whoever_lacks_the_password(place):
    with servers.running(place) as environment:
        database = environment["DATABASE_URL"].replace(servers.Postgres(place).password, "wrong")
        broker = environment["REDIS_URL"].replace(servers.Valkey(place).password, "wrong")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(database)
        with Redis.from_url(broker) as link, pytest.raises(Exception, match="password"):
            link.ping()


def test_servers_named_by_the_environment_are_left_alone(place, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/attend")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    with servers.running(place) as environment:
        assert environment["DATABASE_URL"] == "postgresql://elsewhere/attend"
        assert environment["REDIS_URL"] == "redis://elsewhere"
    assert not place.database.exists()


def test_a_throwaway_place_is_gone_afterwards_also_after_a_kill(bare):
    command = (
        "import os, signal; from lms.stack import servers\n"
        "with servers.throwaway() as place, servers.running(place):\n"
        "    print(place.data, place.database, place.read('postgresql')['pid'], sep='\\n', flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run(
        [sys.executable, "-c", command], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    data, database, pid = killed.stdout.splitlines()
    server = psutil.Process(int(pid))
    assert processes.is_running(server)

    with servers.throwaway() as place:
        assert place.data.exists()
        assert not Path(data).exists()
        assert not Path(database).exists()
        assert not processes.is_running(server)
    assert not place.data.exists()


def test_a_folder_that_cannot_be_made_is_named(bare, tmp_path):
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(StackError, match=rf"The folder {file}/data can't be made"):
        place_at(file / "data")
