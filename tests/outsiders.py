"""Programs by others that judge what we write (tests/outside)."""

import json
import os
import subprocess
from typing import Any

import pytest

from lms.stack import node


def judged(script: str, said: Any) -> Any:
    """Run a script of tests/outside with JSON and return the JSON that it answers."""
    program = os.environ.get("ATTEND_NODE")
    if not program and os.environ.get("CI"):
        pytest.fail(f"There is no Node.js, and CI skips no test. {node.HOW}")
    if not program:
        pytest.skip(f"There is no Node.js. {node.HOW}")
    done = subprocess.run(
        [program, script],
        cwd=node.FOLDER,
        input=json.dumps(said),
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
