"""Execute the console blocks of a page as a person would: in a shell, in the baseline's folder.

What a page leaves to its reader (ids, names of accounts) is filled in from a small table. A line whose
comment says "exits with 1" has to; every other line has to succeed.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from demo.cdk import NODE, PROJECT
from tests.e2e.bash import run_bash
from tests.e2e.conftest import Story
from tests.e2e.synthesis import HURRIED

PAGES = PROJECT / "docs" / "runbooks"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROFILES = re.compile(r"^```ini\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXITS = re.compile(r"#.*\bexits with (\d)")
_LINKED = ("app.py", "guardrails", "deploy", ".venv", "node_modules")
_SETTINGS = {"requireApproval": "never", "progress": "events", "notices": False, "colors": False}
_APP = """\
if cmp -s baseline.yaml kept/baseline.yaml && case $CDK_CONTEXT_JSON in *'"before":'*) false ;; esac
then cp -R kept/assembly/. $CDK_OUTDIR
else {app}
fi"""
"""Takes the assembly that the tests' process synthesized, where a block neither edits nor names a file."""
SECONDS = 900


def blocks(page: str) -> list[str]:
    """Give the console blocks of a page."""
    return BLOCK.findall((PAGES / f"{page}.md").read_text("utf-8"))


def _filled(text: str, filling: Mapping[str, str]) -> str:
    """Put what a placeholder stands for in its place; one may be part of a word, as in `BUCKET-access`."""
    longest_first = "|".join(sorted(filling, key=len, reverse=True))
    return re.sub(rf"(?<![A-Za-z_$])(?:{longest_first})(?![A-Za-z_])", lambda found: filling[found[0]], text)


def _script(block: str) -> str:
    """Let every line succeed, but the one that has to exit with something else."""
    lines = ["set -euo pipefail"]
    for line in re.sub(r"\\\n\s*", "", block).splitlines():
        code = _EXITS.search(line)
        lines.append(f"code=0; {{ {line}\n}} || code=$?; [ $code = {code[1]} ]" if code else line)
    return "\n".join(lines)


@dataclass
class Shell:
    """A shell in a story's folder, with the credentials that the pages speak of.

    Attributes:
        executed: Which blocks of which pages were executed.
    """

    story: Story
    executed: set[tuple[str, int]] = field(default_factory=set)
    profiles: str = ""

    def run(self, page: str, number: int, fill: Mapping[str, str] | None = None, *, code: int = 0) -> str:
        """Execute a block, counted from 0; give what it printed, to both streams.

        Args:
            page: The page's name.
            number: Which block.
            fill: What stands for its placeholders, beside the accounts, the region and the bucket.
            code: What the block has to exit with.
        """
        self.executed.add((page, number))
        self._keep()
        script = _script(_filled(blocks(page)[number], {**self.filling, **(fill or {})}))
        answer = run_bash(script, self.story.folder, self._environment(), seconds=SECONDS)
        assert answer.returncode == code, f"{page} {number}: exit code {answer.returncode}\n{answer.stdout}"
        return answer.stdout

    @property
    def filling(self) -> dict[str, str]:
        """What stands for the placeholders of all pages."""
        baseline = self.story.baseline
        filling = {
            "MANAGEMENT": baseline.tree.management_account.id,
            "ARCHIVE": baseline.archive_account.id,
            "REGION": baseline.tree.home_region,
        }
        return filling | ({"BUCKET": baseline.trail.log_bucket} if baseline.trail else {})

    def _keep(self) -> None:
        """Synthesize the file as it is now; `app.py` would take seconds each time."""
        kept = self.story.folder / "kept"
        kept.mkdir(exist_ok=True)
        replace(self.story.cdk, output=kept / "assembly").synthesize()
        shutil.copy(self.story.path, kept / "baseline.yaml")

    @cached_property
    def _prepared(self) -> Path:
        """Make the story's folder one of a fork, with the commands that the pages use."""
        folder = self.story.folder
        for name in _LINKED:
            (folder / name).symlink_to(PROJECT / name)
        settings = json.loads((PROJECT / "cdk.json").read_text("utf-8"))
        settings = {**settings, **_SETTINGS, "app": _APP.format(app=settings["app"])}
        (folder / "cdk.json").write_text(json.dumps(settings), encoding="utf-8")
        commands = folder / "bin"
        commands.mkdir()
        command = Path(__file__).with_name("aws_command.py")
        cli = PROJECT / "node_modules" / ".bin" / "cdk"
        for name, words in {"aws": (sys.executable, command), "cdk": (NODE, cli)}.items():
            file = commands / name
            file.write_text(f'#!/bin/sh\nexec {shlex.join(map(str, words))} "$@"\n', encoding="utf-8")
            file.chmod(0o755)
        return commands

    def _environment(self) -> dict[str, str]:
        """Give the environment of the page's reader: an administrator at home, with profiles for the rest."""
        tree = self.story.baseline.tree
        environment = self.story.aws.environment(tree.management_account.id, tree.home_region)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "FORCE_COLOR"):
            environment.pop(name, None)
        own = f"[default]\naws_access_key_id = {tree.management_account.id}\naws_secret_access_key = local\n"
        credentials, config = self.story.folder / "credentials", self.story.folder / "config"
        credentials.write_text(own, encoding="utf-8")
        [profiles] = PROFILES.findall((PAGES / "README.md").read_text("utf-8"))
        config.write_text(_filled(profiles, self.filling) + self.profiles, encoding="utf-8")
        return environment | {
            **HURRIED,
            "GUARDRAILS_BASELINE": str(self.story.path),
            "CDK_VALIDATION": "false",  # CDK's own validator alone; other tests synthesize with it
            "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
            "AWS_CONFIG_FILE": str(config),
            "PATH": os.pathsep.join((str(self._prepared), f"{PROJECT}/.venv/bin", environment["PATH"])),
        }
