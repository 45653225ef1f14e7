"""A local AWS in which the example's policies are deployed, and the command that repairs them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

import tests.stacks.conftest  # noqa: F401 - starts CDK without its own rules, before the helpers start it
from demo.cdk import PROJECT
from emulator.client import Credentials, LocalAws, running
from guardrails.baseline import load
from guardrails.organization import Organization
from tests.e2e.conftest import EXAMPLE, TODAY
from tests.live.command import answered
from tests.stacks.helpers import run_app

STACK = "guardrails-policies"
HURRIED = """
import runpy, time
plain = time.sleep
time.sleep = lambda seconds: plain(seconds / 20)
runpy.run_module("guardrails", run_name="__main__", alter_sys=True)
"""
"""Lets a command try as often as ever, with a twentieth of the pauses in between."""
DEPLOYED = ("CREATE_COMPLETE", "UPDATE_COMPLETE")


@dataclass
class Repaired:
    """The local AWS with the policies in it, and a folder for what the command writes."""

    aws: LocalAws
    folder: Path

    @cached_property
    def organization(self) -> Organization:
        """The organization of the example."""
        return load(EXAMPLE / "baseline.yaml", today=TODAY).tree

    @property
    def management(self) -> str:
        """The id of the management account."""
        return self.organization.management_account.id

    def client(self, service: str) -> Any:
        """Give a client of the management account's root user."""
        return self.aws.client(service, self.management, self.organization.home_region)

    @property
    def assembly(self) -> Path:
        """The synthesized assembly."""
        return self.folder / "cdk.out"

    @property
    def log(self) -> Path:
        """What the command writes down."""
        return self.folder / "repair.log"

    @property
    def ids(self) -> dict[str, str]:
        """The ids of the policies that CloudFormation made, by their names."""
        named = {one["LogicalResourceId"]: one for one in self._resources()}
        template = self.client("cloudformation").get_template(StackName=STACK)["TemplateBody"]
        return {
            template["Resources"][logical_id]["Properties"]["Name"]: one["PhysicalResourceId"]
            for logical_id, one in named.items()
        }

    def _resources(self) -> list[dict[str, Any]]:
        paginator = self.client("cloudformation").get_paginator("list_stack_resources")
        return [one for page in paginator.paginate(StackName=STACK) for one in page["StackResourceSummaries"]]

    def attached(self) -> dict[str, dict[str, tuple[str, str]]]:
        """Say what is attached: ids and documents by node and name, without AWS's own policies."""
        organizations = self.client("organizations")
        found: dict[str, dict[str, tuple[str, str]]] = {node.path: {} for node in self.organization.nodes}
        for kind in organizations.list_roots()["Roots"][0]["PolicyTypes"]:
            pages = organizations.get_paginator("list_policies").paginate(Filter=kind["Type"])
            for policy in (one for page in pages for one in page["Policies"]):
                if not policy["AwsManaged"]:
                    content = organizations.describe_policy(PolicyId=policy["Id"])["Policy"]["Content"]
                    targets = organizations.list_targets_for_policy(PolicyId=policy["Id"])["Targets"]
                    for target in targets:
                        node = self.organization.by_id[target["TargetId"]].path
                        found[node][policy["Name"]] = policy["Id"], content
        return found

    def repair(
        self,
        *arguments: str,
        by: Credentials | None = None,
        account: str = "",
        within: Mapping[str, str] | None = None,
        hurried: bool = False,
    ) -> subprocess.CompletedProcess[str]:
        """Run the command as a person would, by default with the management account's root user."""
        environment = self.environment(by, account) | dict(within or {})
        if not hurried:
            return answered(environment, *self.words(*arguments))
        return subprocess.run(
            [sys.executable, "-c", HURRIED, *self.words(*arguments)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            cwd=PROJECT,
        )

    def words(self, *arguments: str) -> list[str]:
        """Give the command with its assembly and its log."""
        return ["repair", "--assembly", str(self.assembly), "--log", str(self.log), *arguments]

    def environment(self, by: Credentials | None = None, account: str = "") -> dict[str, str]:
        """Give an environment with credentials of the management account, or of another one."""
        environment = self.aws.environment(account or self.management, self.organization.home_region)
        if by is not None:
            environment |= {
                "AWS_ACCESS_KEY_ID": by.access_key_id,
                "AWS_SECRET_ACCESS_KEY": by.secret_access_key,
                "AWS_SESSION_TOKEN": str(by.session_token),
            }
        return environment

    def delete_policy(self, policy_id: str) -> None:
        """Detach a policy everywhere and delete it, as somebody does by hand."""
        organizations = self.client("organizations")
        for target in organizations.list_targets_for_policy(PolicyId=policy_id)["Targets"]:
            organizations.detach_policy(PolicyId=policy_id, TargetId=target["TargetId"])
        organizations.delete_policy(PolicyId=policy_id)

    def deploy(self) -> None:
        """Create the stack of the policies through CloudFormation's own API."""
        cloudformation, s3 = self.client("cloudformation"), self.client("s3")
        template = (self.assembly / f"{STACK}.template.json").read_text(encoding="utf-8")
        location = {"LocationConstraint": self.organization.home_region}
        s3.create_bucket(Bucket="templates-of-the-test", CreateBucketConfiguration=location)
        s3.put_object(Bucket="templates-of-the-test", Key=STACK, Body=template)
        url = f"{self.aws.endpoint}/templates-of-the-test/{STACK}"
        cloudformation.create_stack(StackName=STACK, TemplateURL=url)
        self.wait()

    def wait(self) -> None:
        """Wait until the stack rests, as it should."""
        cloudformation = self.client("cloudformation")
        status = ""
        while not status or status.endswith("_IN_PROGRESS"):
            time.sleep(0.05)
            status = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"]
        assert status in DEPLOYED, status


@pytest.fixture(scope="session")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthesize the example once."""
    folder = tmp_path_factory.mktemp("repair")
    run_app(folder / "cdk.out", CDK_VALIDATION="false").check_returncode()
    return folder


@pytest.fixture(scope="module")
def repaired(assembly: Path) -> Iterator[Repaired]:
    """Deploy the policies alone."""
    with running(EXAMPLE / "baseline.yaml") as aws:
        world = Repaired(aws, assembly)
        world.deploy()
        yield world
