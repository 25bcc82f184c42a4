"""The Node.js that runs judges from outside (tests/outside): found, or installed from Debian's packages."""

import fcntl
import filecmp
import os
import shutil
import subprocess
from pathlib import Path

from lms.stack import debian
from lms.stack.places import CHECKOUT
from lms.stack.terminal import say

HOW = "Install it (on Debian and Ubuntu: apt-get install nodejs npm) or name it in ATTEND_NODE."
FOLDER = CHECKOUT / "tests/outside"
LOCK = FOLDER / "package-lock.json"
INSTALLED = FOLDER / "node_modules" / LOCK.name


def find() -> str | None:
    """Return the path of a Node.js that can install packages, if there is any."""
    named = os.environ.get("ATTEND_NODE")
    return named or (shutil.which("node") if shutil.which("npm") else None)


def find_or_install() -> str | None:
    """Return the path of Node.js with the judges installed beside it; None if it can't be had."""
    if not find() and debian.may_install():
        say("No Node.js is here; installing it …")
        debian.install("nodejs", "npm")
    node = find()
    return node if node and install_judges(Path(node)) else None


def install_judges(node: Path) -> bool:
    """Install what the lock names, unless it is there already; return whether it is there."""
    with (FOLDER / ".lock").open("w") as mutex:
        fcntl.flock(mutex, fcntl.LOCK_EX)
        if INSTALLED.exists() and filecmp.cmp(LOCK, INSTALLED, shallow=False):
            return True
        path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        done = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"],
            cwd=FOLDER,
            env={**os.environ, "PATH": path},
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            say(f"npm could not install the judges: {done.stderr.strip()[-500:]}")
            return False
        shutil.copyfile(LOCK, INSTALLED)
        return True
