"""Makes .venv and installs a lock into it. Runs on a bare Python, so it imports nothing of ours."""

import fcntl
import filecmp
import shutil
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def main(lock: Path) -> int:
    """Install `lock` unless it is installed already; a copy of it in .venv tells."""
    if sys.version_info < OLDEST:
        return refuse("Attend needs Python 3.11 or newer.")
    with (CHECKOUT / ".venv.lock").open("w") as mutex:
        fcntl.flock(mutex, fcntl.LOCK_EX)
        if is_installed(lock):
            return 0
        return install(lock)


def is_installed(lock: Path) -> bool:
    copy = VENV / lock.name
    return PYTHON.exists() and copy.exists() and filecmp.cmp(lock, copy, shallow=False)


def install(lock: Path) -> int:
    start = time.monotonic()
    if not works() and not make():
        return refuse("Python could not make .venv; on Debian: apt-get install python3-venv.")
    count = sum(line[:1].isalnum() for line in lock.read_text().splitlines())
    tell(f"Installing {count} packages from {lock.name} …")
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    pip += ["--no-input", "--require-hashes", "--no-deps", "-r", str(lock)]
    if subprocess.run(pip, check=False).returncode:
        return refuse("The packages could not be installed; the reason stands above.")
    shutil.copyfile(lock, VENV / lock.name)
    tell(f"Installed in {time.monotonic() - start:.0f} s.")
    return 0


def works() -> bool:
    """Whether .venv has a Python of the right age with pip; a broken one is made anew."""
    if not PYTHON.exists():
        return False
    question = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    return not subprocess.run([PYTHON, "-c", question], check=False, capture_output=True).returncode


def make() -> bool:
    tell("Making .venv …")
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    return not subprocess.run(command, check=False).returncode


def refuse(reason: str) -> int:
    tell(reason)
    return 1


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(CHECKOUT / sys.argv[1]))
