"""Follow a runbook: run the commands that its page prints, one by one, against the local AWS."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from demo.cdk import NEVER_ASK, NODE, PROJECT
from emulator.client import Credentials
from tests.e2e.conftest import Story
from tests.e2e.synthesis import HURRIED
from tests.runbooks.aws_command import answered, shown

_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PROFILE = re.compile(r"AWS_PROFILE=(\S+) ")


class StepError(Exception):
    """A command of a runbook failed; the message is what it said."""


def commands(page: str, heading: str = "") -> list[str]:
    """Read the commands of a page in `docs/runbooks`, or of those below a heading: each on one line."""
    text = (PROJECT / "docs" / "runbooks" / page).read_text(encoding="utf-8")
    if heading:
        [text] = [part for part in text.split("\n## ") if part.startswith(heading)]
    lines = "".join(_BLOCK.findall(text)).replace("\\\n", " ").splitlines()
    return [re.sub(r"\s+", " ", line.partition(" # ")[0]).strip() for line in lines]


@dataclass
class Runbook:
    """A person who follows a page in an organization.

    Attributes:
        profiles: The account and the credentials behind each AWS_PROFILE; without one, the management
            account's.
        variables: What the person fills in for `$NAME`.
        done: The commands that were run, in their order.
    """

    story: Story
    profiles: Mapping[str, tuple[str, Credentials]]
    variables: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def run(self, command: str) -> Any:
        """Run a command as the page prints it; return what it says.

        Raises:
            StepError: when it fails.
        """
        self.done.append(command)
        text = re.sub(r"\$(\w+)", lambda found: self.variables[found[1]], command)
        profile = _PROFILE.match(text)
        words = shlex.split(text[profile.end() :] if profile else text)
        who = self.profiles[profile[1]] if profile else None
        if words[0] == "aws":
            return self._aws(words[1:], who)
        return self._cdk(words[1:], who) if words[0] == "cdk" else self._guardrails(words)

    def _guardrails(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        assert words[:3] == ["python", "-m", "guardrails"]
        return subprocess.run(
            [sys.executable, *words[1:]],
            cwd=self.story.folder,
            env={
                **os.environ,
                "PYTHONPATH": str(PROJECT),
                "PATH": f"{PROJECT / '.venv' / 'bin'}:{os.environ['PATH']}",
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def _cdk(self, words: list[str], who: tuple[str, Credentials] | None) -> str:
        tree = self.story.baseline.tree
        account, credentials = who or (
            tree.management_account.id,
            Credentials(tree.management_account.id, "local"),
        )
        environment = self.story.aws.environment(account, tree.home_region) | {
            "AWS_ACCESS_KEY_ID": credentials.access_key_id,
            "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
            **({"AWS_SESSION_TOKEN": credentials.session_token} if credentials.session_token else {}),
            "PATH": f"{PROJECT / '.venv' / 'bin'}:{os.environ['PATH']}",
            "GUARDRAILS_BASELINE": str(self.story.path),
            **HURRIED,
        }
        run = subprocess.run(
            [
                *(NODE, str(PROJECT / "node_modules" / ".bin" / "cdk"), *words),
                *(NEVER_ASK if words[0] == "deploy" else ()),
                *("--no-notices", "--no-color", "--output", str(self.story.cdk.output)),
                *self._app(words),
            ],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if run.returncode:
            raise StepError(run.stdout)
        return run.stdout

    def _app(self, words: list[str]) -> tuple[str, ...]:
        """Give the CLI the assembly of the file as it is now, unless the line names an app or a context."""
        if {"--app", "-c"} & {*words}:
            return ()
        self.story.cdk.synthesize()
        return "--app", str(self.story.cdk.output)

    def _aws(self, words: list[str], who: tuple[str, Credentials] | None) -> Any:
        """Run a line of the AWS CLI, which may name a region and end in `> FILE`."""
        words, output = (words[:-2], words[-1]) if words[-2] == ">" else (words, "")
        region = self.story.baseline.tree.home_region
        if "--region" in words:
            place = words.index("--region")
            words, region = [*words[:place], *words[place + 2 :]], words[place + 1]
        service, command, *rest = words
        account, credentials = who or (self.story.baseline.tree.management_account.id, None)
        client = self.story.aws.client(service, account, region, credentials)
        try:
            answer, form = answered(client, command, rest, self._text)
        except (ClientError, WaiterError) as error:
            raise StepError(str(error)) from error
        if output:
            (self.story.folder / output).write_text(shown(answer, form), encoding="utf-8")
        return answer

    def _text(self, name: str) -> str:
        """Read what `file://` names: a person's own file, else one of this repository."""
        own = self.story.folder / name
        return (own if own.exists() else PROJECT / name).read_text(encoding="utf-8")
