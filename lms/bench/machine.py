"""What measured numbers depend on."""

import platform

import psutil


def machine() -> str:
    """Say what kind of machine this is."""
    memory = psutil.virtual_memory().total / 2**30
    python = platform.python_version()
    return f"{psutil.cpu_count()} cores, {memory:.0f} GB memory, Python {python}"
