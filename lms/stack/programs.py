"""The programs that make a site, started the same way in the demo and in production."""

import sys
from dataclasses import dataclass

from lms.stack.places import CHECKOUT


@dataclass(frozen=True)
class Program:
    name: str
    command: tuple[str, ...]


def web(
    host: str, port: int, *, workers: int = 2, threads: int = 8, application: str = "lms.wsgi"
) -> Program:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = ["--worker-class=gthread", f"--workers={workers}", f"--threads={threads}"]
    options += ["--timeout=60", "--graceful-timeout=10", "--keep-alive=5", f"--bind={address}"]
    options += ["--preload"]  # workers share the memory of what the master has loaded
    options += ["--no-control-socket"]  # it would lie in the home folder, one for all sites
    return Program("web", _python("gunicorn", f"--chdir={CHECKOUT}", *options, application))


def worker(*, concurrency: int = 2) -> Program:
    options = [f"--concurrency={concurrency}", "--without-gossip", "--without-mingle"]
    return Program("worker", _celery("worker", "--loglevel=INFO", *options))


def beat() -> Program:
    return Program("beat", _celery("beat", "--loglevel=INFO", "--pidfile="))


def _celery(kind: str, *options: str) -> tuple[str, ...]:
    return _python("celery", f"--workdir={CHECKOUT}", "--app=lms", kind, *options)


def _python(module: str, *words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *words)
