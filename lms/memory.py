"""Gives memory back to the machine: a web worker is small except while it checks a password."""

import ctypes

ARENAS, MMAP_THRESHOLD = -8, -3  # names of glibc's mallopt(3)
AT_MOST_ARENAS = 2
OWN_MAPPING_FROM = 1024 * 1024


def keep_little() -> None:
    """Let large blocks go as soon as they are freed, and threads share their heaps.

    Argon2id takes 19 MiB for each sign-in. glibc would keep that much for every thread that ever
    checked a password. Other C libraries have no such habit and no `mallopt`.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return
    mallopt(MMAP_THRESHOLD, OWN_MAPPING_FROM)
    mallopt(ARENAS, AT_MOST_ARENAS)
