"""Programs from Debian's packages, where we may install them."""

import os
import shutil
import subprocess

from lms.stack.places import is_root
from lms.stack.terminal import say


def may_install() -> bool:
    """Whether this is a Debian and we are its root."""
    return is_root() and shutil.which("apt-get") is not None


def install(*packages: str) -> None:
    """Install packages; what goes wrong is said, and the caller looks whether it worked."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-qq", *words], env=quiet, check=False, capture_output=True, text=True
        )
        if done.returncode:
            say(f"apt-get could not: {done.stderr.strip()}")
