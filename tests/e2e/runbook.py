"""Follow a runbook: run the commands that its page prints, one by one, against the local AWS."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError

from demo.cdk import NEVER_ASK, NODE, PROJECT
from emulator.client import Credentials
from tests.e2e.conftest import Story

_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PROFILE = re.compile(r"AWS_PROFILE=(\S+) ")
SECONDS = 120


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
        }
        run = subprocess.run(
            [
                *(NODE, str(PROJECT / "node_modules" / ".bin" / "cdk"), *words),
                *(NEVER_ASK if words[0] == "deploy" else ()),
                *("--no-notices", "--no-color", "--output", str(self.story.cdk.output)),
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

    def _aws(self, words: list[str], who: tuple[str, Credentials] | None) -> Any:
        service, operation, *rest = words
        if operation == "wait":
            return self._wait(rest[1:], who)
        options, output = _options(rest)
        region = options.pop("region", self.story.baseline.tree.home_region)
        query, _ = options.pop("query", None), options.pop("output", None)
        account, credentials = who or (self.story.baseline.tree.management_account.id, None)
        client = self.story.aws.client(service, account, region, credentials)
        method = operation.replace("-", "_")
        members = client.meta.service_model.operation_model(
            client.meta.method_to_api_mapping[method]
        ).input_shape.members
        names = {xform_name(member, "-"): member for member in members}
        try:
            answer = getattr(client, method)(
                **{names[name]: self._text(value) for name, value in options.items()}
            )
        except ClientError as error:
            raise StepError(str(error)) from error
        if query:
            answer = _asked(answer, query)
        if output:
            (self.story.folder / output).write_text(answer, encoding="utf-8")
        return answer

    def _wait(self, words: list[str], who: tuple[str, Credentials] | None) -> None:
        options, _ = _options(words)
        deadline = time.monotonic() + SECONDS
        describe = shlex.join(["cloudformation", "describe-stacks", *words])
        while time.monotonic() < deadline:
            if "does not exist" in self._said(shlex.split(describe), who):
                return
            time.sleep(0.2)
        raise StepError(f"{options['stack-name']} is still there")

    def _said(self, words: list[str], who: tuple[str, Credentials] | None) -> str:
        try:
            return str(self._aws(words, who))
        except StepError as error:
            return str(error)

    def _text(self, value: Any) -> Any:
        """Read what `file://` names: a person's own file, else one of this repository."""
        if not isinstance(value, str) or not value.startswith("file://"):
            return value
        name = value.removeprefix("file://")
        own = self.story.folder / name
        return (own if own.exists() else PROJECT / name).read_text(encoding="utf-8")


def _options(words: list[str]) -> tuple[dict[str, Any], str]:
    """Read options with their values, switches, and the file behind `>`."""
    output = words[words.index(">") + 1] if ">" in words else ""
    rest, options = words[: words.index(">")] if output else words, dict[str, Any]()
    while rest:
        name, *rest = rest
        if not rest or rest[0].startswith("--"):
            options[name.removeprefix("--").removeprefix("no-")] = not name.startswith("--no-")
        else:
            value, *rest = rest
            options[name.removeprefix("--")] = value
    return options, output


def _asked(answer: Any, path: str) -> str:
    for name in path.split("."):
        answer = answer[name]
    return answer if isinstance(answer, str) else json.dumps(answer)
