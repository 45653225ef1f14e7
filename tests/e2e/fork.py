"""A person with a fork of this repository, who types what the pages print, line by line, in its folder."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demo.cdk import NODE, PROJECT
from emulator.client import Credentials, LocalAws
from guardrails.baseline import load
from guardrails.cli.common import today
from guardrails.cli.main import app
from tests.e2e.bash import run_bash
from tests.e2e.synthesis import StoryCdk
from tests.runbooks import aws_command

_BLOCK = re.compile(r"^```(?:console|bash)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROGRAM = ("python", "-m", "guardrails")
_SETTINGS = {
    "app": "cp -R kept/. $CDK_OUTDIR",  # what this process synthesized from the file as it is now
    "requireApproval": "never",
    "progress": "events",
    "notices": False,
    "colors": False,
}
SECONDS = 300


def printed(page: str) -> list[str]:
    """Give the commands of a page, in blocks and in its steps: each on one line, without its comment."""
    text = (PROJECT / page).read_text(encoding="utf-8")
    lines = [line for block in _BLOCK.findall(text) for line in _typed(block)] + _inline(text)
    plain = [re.sub(r"\s+", " ", line.partition(" # ")[0]).strip() for line in lines]
    return [line.removeprefix("npx ").removeprefix(".venv/bin/") for line in plain]


def in_blocks(page: str, *headings: str) -> set[str]:
    """Give the commands in the blocks of a page, or of those below some of its headings."""
    text = (PROJECT / page).read_text(encoding="utf-8")
    parts = [part for part in re.split(r"^## ", text, flags=re.MULTILINE) if part.startswith(headings)]
    assert len(parts) == len(headings), f"{page} lacks one of {headings}"
    blocks = _BLOCK.findall("\n".join(parts) if headings else text)
    return {line.partition(" # ")[0].strip() for block in blocks for line in _typed(block)}


def _typed(block: str) -> list[str]:
    """Give the lines of a block that a person types: those after `$`, where the block shows answers, too."""
    joined = re.sub(r"\\\n\s*", "", block)
    lines = re.sub(r"'[^'\n]*\n[^']*'", lambda text: text[0].replace("\n", " "), joined).splitlines()
    prompted = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    return prompted or [line for line in lines if line.strip() and not line.startswith("#")]


def _inline(text: str) -> list[str]:
    """Give the commands that stand in the steps of a list."""
    return re.findall(r"`((?:npx cdk|(?:\.venv/bin/)?python -m guardrails|cp) [^`]+)`", text)


@dataclass
class Fork:
    """The folder of a fork, and the AWS that its owner works in.

    Attributes:
        member_role: The role by which the owner comes into the member accounts.
        done: Every command that was run, in its order.
    """

    aws: LocalAws
    folder: Path
    management: str
    home: str
    member_role: str
    done: list[str] = field(default_factory=list)

    @classmethod
    def begun(cls, aws: LocalAws, folder: Path, management: str, home: str, member_role: str) -> Fork:
        """Fork the repository: its files, its settings and the commands that the pages use."""
        fork = cls(aws, folder, management, home, member_role)
        for name in ("baseline.yaml", "baseline.minimal.yaml"):
            shutil.copy(PROJECT / name, folder)
        shutil.copytree(PROJECT / "policies", folder / "policies")
        author = "-c user.name=owner -c user.email=owner@example.com"
        fork._shell(f"git init --quiet . && git add --all && git {author} commit --quiet -m Fork", {})
        settings = json.loads((PROJECT / "cdk.json").read_text("utf-8"))
        (folder / "cdk.json").write_text(json.dumps({**settings, **_SETTINGS}), encoding="utf-8")
        commands = folder / "bin"
        commands.mkdir()
        cli = PROJECT / "node_modules" / ".bin" / "cdk"
        for name, words in {"aws": (sys.executable, aws_command.__file__), "cdk": (NODE, cli)}.items():
            file = commands / name
            file.write_text(f'#!/bin/sh\nexec {shlex.join(map(str, words))} "$@"\n', encoding="utf-8")
            file.chmod(0o755)
        return fork

    def follow(self, page: str, part: str, *, code: int | tuple[int, ...] = 0, **instead: str) -> str:
        """Run the one command of a page in which a text stands; return what it says.

        Args:
            page: The page's path.
            part: The text.
            code: What the command ends with, or one of these.
            instead: What stands for words of the page, with `_` for `-`.
        """
        lines = list(dict.fromkeys(line for line in printed(page) if part in line))
        assert len(lines) == 1, f"{page} has {part!r} in {lines}"
        [line] = lines
        for word, other in instead.items():
            line = line.replace(word.replace("_", "-"), other)
        return self.run(line, code=code)

    def run(self, line: str, *, code: int | tuple[int, ...] = 0, account: str = "") -> str:
        """Run a command as an administrator of an account; return what it says on both streams.

        Args:
            line: The command.
            code: What it has to end with, or one of these.
            account: The account, if it isn't the management account.
        """
        self.done.append(line)
        environment = self._environment(account or self.management)
        if tuple(line.split()[:3]) == _PROGRAM:
            typed, _, file = line.partition(" > ")
            ended, output = self._guardrails(shlex.split(typed)[3:], environment, shown=not file)
            if file:
                (self.folder / file).write_text(output, encoding="utf-8")
        else:
            if line.startswith("cdk ") and "bootstrap" not in line:
                self._synthesize()
            ended, output = self._shell(line, environment)
        assert ended in ((code,) if isinstance(code, int) else code), f"{line}\nended with {ended}:\n{output}"
        return output

    def bootstrap(self) -> None:
        """Derive the policies of the deployment, and run every line that the command prints."""
        script = self.follow("README.md", "execution-policies execution")
        account = ""
        for line in re.sub(r"\\\n\s*", "", script).splitlines():
            if named := re.match(r"# in account (\d{12})", line):
                account = named[1]
            elif line.strip() and not line.startswith("#"):
                self.run(line, account=account)

    def _synthesize(self) -> None:
        kept = self.folder / "kept"
        shutil.rmtree(kept, ignore_errors=True)
        tree = load(self.folder / "baseline.yaml", today=today()).tree
        StoryCdk(self.aws, tree, self.folder / "baseline.yaml", kept, say=lambda _: None).synthesize()

    def _guardrails(self, words: list[str], environment: dict[str, str], *, shown: bool) -> tuple[int, str]:
        """Run a command of ours in this process, which has loaded what a new one would load first."""
        with pytest.MonkeyPatch.context() as patch, chdir(self.folder):
            for name in [name for name in os.environ if name.startswith("AWS_")]:
                patch.delenv(name)
            for name, value in environment.items():
                patch.setenv(name, value)
            result = CliRunner().invoke(app, words, prog_name="python -m guardrails")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output if shown else result.stdout

    def _shell(self, line: str, environment: dict[str, str]) -> tuple[int, str]:
        path = os.pathsep.join((str(self.folder / "bin"), os.environ["PATH"]))
        answer = run_bash(line, self.folder, {**os.environ, **environment, "PATH": path}, seconds=SECONDS)
        return answer.returncode, answer.stdout

    def _environment(self, account: str) -> dict[str, str]:
        environment = self.aws.environment(account, self.home)
        environment.pop("FORCE_COLOR", None)
        if account != self.management:
            credentials = self._member(account)
            environment |= {
                "AWS_ACCESS_KEY_ID": credentials.access_key_id,
                "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
                "AWS_SESSION_TOKEN": credentials.session_token or "",
            }
        return environment

    def _member(self, account: str) -> Credentials:
        role = f"arn:aws:iam::{account}:role/{self.member_role}"
        return self.aws.assume_role(role, caller=self.management, region=self.home)
