"""Keeps a web worker small, and lets workers share what never changes."""

import ctypes
import gc
import sys
from importlib import import_module
from threading import RLock
from types import ModuleType
from typing import Any

ARENAS, MMAP_THRESHOLD = -8, -3  # names of glibc's mallopt(3)
AT_MOST_ARENAS = 2
OWN_MAPPING_FROM = 1024 * 1024
NEW_OBJECTS = 20_000

_loading = RLock()


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


def load_later(name: str) -> None:
    """Let an `import` of a module cost nothing until something of the module is used."""
    with _loading:
        sys.modules.setdefault(name, _Later(name))


class _Later(ModuleType):
    """Stands for a module that is loaded once, whichever thread asks first."""

    def __getattr__(self, attribute: str) -> Any:
        with _loading:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
            module = import_module(self.__name__)
        value = vars(self)[attribute] = getattr(module, attribute)
        return value


def settle() -> None:
    """Take what is loaded by now for permanent: no collection looks at it again.

    Pages leave few cycles behind and make many short-lived objects, so collections are rarer too.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
