"""Bootstrap as README says: derive the policies, then run what that prints, line by line."""

from __future__ import annotations

import re
import subprocess
import sys

from demo.cdk import PROJECT, administrator
from tests.e2e.conftest import Story
from tests.e2e.runbook import Runbook

_ACCOUNT = re.compile(r"# in account (\d{12}), with an administrator's credentials")
WRITE = re.compile(r"^python (-m guardrails execution-policies \S+)$", re.MULTILINE)
"""README's command that writes the policies and prints the rest."""


def bootstrap_as_printed(story: Story) -> list[str]:
    """Run README's command in the folder of a story, and everything that it prints; return what was run."""
    run = Runbook(story, {})
    [command] = WRITE.findall((PROJECT / "README.md").read_text(encoding="utf-8"))
    script = subprocess.run(
        [sys.executable, *command.split()],
        cwd=story.folder,
        env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    tree = story.baseline.tree
    for line in script.replace("\\\n", " ").splitlines():
        if account := _ACCOUNT.fullmatch(line):
            credentials = administrator(story.aws, tree, account[1])
            run = Runbook(story, {"here": (account[1], credentials)}, done=run.done)
        else:
            run.run(f"AWS_PROFILE=here {line}")
    return [line.removeprefix("AWS_PROFILE=here ") for line in run.done]
