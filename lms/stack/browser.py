"""The Chromium that tests drive: found, or installed from Debian's packages."""

import os
import shutil

from lms.stack import debian
from lms.stack.terminal import say

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
HOW = "Install one (on Debian and Ubuntu: apt-get install chromium) or name it in ATTEND_CHROMIUM."


def find() -> str | None:
    """Return the path of a Chromium, if there is any."""
    named = os.environ.get("ATTEND_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def find_or_install() -> str | None:
    """Return the path of a Chromium; install one where we may."""
    if not find() and debian.may_install():
        say("No Chromium is here; installing it …")
        debian.install("chromium", "fonts-liberation")
    return find()
