"""How many calls a capture makes, and how long it takes beside a plain sequential listing with boto3.

    python benchmarks/live.py [--accounts 12 300 5000] [--latency 0.02] [--write]

Both read the same local AWS in one run, because only ratios travel between machines. The listing makes the
calls that a script of a few lines makes: one after the other, with boto3's paginators. It reads the tree, the
accounts with their tags, the policies with their targets, and Identity Center's sets, groups and assignments.
The capture reads all of that and the rest of its sections.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import boto3

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "performance-capture.md"
BEGIN, END = "<!-- measured: capture -->\n", "<!-- end of what was measured -->\n"
sys.path.insert(0, str(PROJECT))

# ruff: noqa: E402 (this runs from anywhere)
from emulator.client import running
from guardrails.capture import Capture
from guardrails.live.aws import Aws
from guardrails.live.capture import CaptureRequest, capture_live, operations

REGION = "eu-central-1"
LATENCY_SECONDS = 0.02
MANAGEMENT = "200000000000"


@dataclass(frozen=True)
class Measure:
    """One organization, measured."""

    accounts: int
    objects: int
    calls: int
    """Requests of the capture."""
    capture_seconds: float
    listing_calls: int
    listing_seconds: float
    megabytes: float
    """The most memory that the capture's process had."""

    @property
    def calls_each(self) -> float:
        """Requests for each object that exists."""
        return self.calls / self.objects

    @property
    def ratio(self) -> float:
        """The capture's time as a part of the listing's."""
        return self.capture_seconds / self.listing_seconds if self.listing_seconds else 0.0


def objects_in(capture: Capture) -> int:
    """Count what a capture has read: each thing that AWS has an identity for, and each attachment."""
    return sum(1 for _ in _objects(json.loads(capture.model_dump_json()), ""))


_THINGS = {
    "units", "accounts", "policies", "targets", "trails", "buckets", "keys", "log_groups", "metric_filters",
    "alarms", "topics", "subscriptions", "budgets", "notifications", "monitors", "instances",
    "permission_sets", "assignments", "groups", "stacks", "stack_sets", "roles", "delegations",
}  # fmt: skip


def _objects(data: Any, field: str) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _objects(value, key)
    elif isinstance(data, list):
        for member in data:
            if field in _THINGS:
                yield field
            if isinstance(member, dict | list):
                yield from _objects(member, "")


class Listing:
    """What a plain script lists: one call after the other, with boto3's paginators."""

    def __init__(self, session: Any) -> None:
        self.calls = 0
        self._session = session

    def run(self) -> int:
        """List everything, and return the number of calls."""
        self._organization()
        self._access()
        return self.calls

    def _client(self, service: str) -> Any:
        client = self._session.client(service, region_name=REGION)
        client.meta.events.register("before-send", self._count)
        return client

    def _count(self, **_: Any) -> None:
        self.calls += 1

    def _pages(self, client: Any, operation: str, member: str, **arguments: Any) -> list[Any]:
        pages = client.get_paginator(operation).paginate(**arguments)
        return [entry for page in pages for entry in page[member]]

    def _organization(self) -> None:
        client = self._client("organizations")
        [root] = self._pages(client, "list_roots", "Roots")
        parents, operation = [root["Id"]], "list_organizational_units_for_parent"
        while parents:
            units = self._pages(client, operation, "OrganizationalUnits", ParentId=parents.pop())
            parents += [unit["Id"] for unit in units]
        for account in self._pages(client, "list_accounts", "Accounts"):
            self._pages(client, "list_tags_for_resource", "Tags", ResourceId=account["Id"])
        for kind in root["PolicyTypes"]:
            for policy in self._pages(client, "list_policies", "Policies", Filter=kind["Type"]):
                client.describe_policy(PolicyId=policy["Id"])
                self._pages(client, "list_targets_for_policy", "Targets", PolicyId=policy["Id"])

    def _access(self) -> None:
        sso, identity = self._client("sso-admin"), self._client("identitystore")
        for instance in self._pages(sso, "list_instances", "Instances"):
            arn, store = instance["InstanceArn"], {"IdentityStoreId": instance["IdentityStoreId"]}
            for group in self._pages(identity, "list_groups", "Groups", **store):
                members = {"GroupId": group["GroupId"], **store}
                self._pages(identity, "list_group_memberships", "GroupMemberships", **members)
            for permission_set in self._pages(sso, "list_permission_sets", "PermissionSets", InstanceArn=arn):
                self._permission_set(sso, {"InstanceArn": arn, "PermissionSetArn": permission_set})

    def _permission_set(self, sso: Any, named: dict[str, str]) -> None:
        sso.describe_permission_set(**named)
        self._pages(sso, "list_managed_policies_in_permission_set", "AttachedManagedPolicies", **named)
        sso.get_inline_policy_for_permission_set(**named)
        for account in self._pages(
            sso, "list_accounts_for_provisioned_permission_set", "AccountIds", **named
        ):
            self._pages(sso, "list_account_assignments", "AccountAssignments", AccountId=account, **named)


def measure(accounts: int, latency: float) -> Measure:
    """Measure an organization in a local AWS of its own."""
    with running(seed=f"accounts-{accounts}", enforce=False) as aws:
        environment = aws.environment(MANAGEMENT, REGION)
        aws.controls.delay(latency)
        _in_a_process("capture", environment)  # the local AWS imports a service when it is first asked
        captured = _in_a_process("capture", environment)
        listed = _in_a_process("listing", environment)
    return Measure(
        accounts,
        captured["objects"],
        captured["calls"],
        captured["seconds"],
        listed["calls"],
        listed["seconds"],
        captured["megabytes"],
    )


def _in_a_process(what: str, environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, __file__, "--part", what]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=PROJECT)
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def part(what: str) -> dict[str, Any]:
    """Run one side, in a process of its own."""
    began = time.perf_counter()
    if what == "capture":
        aws = Aws(REGION, operations(), connections=CaptureRequest(REGION).concurrency)
        capture = capture_live(CaptureRequest(REGION), lambda _: None, aws)
        seconds = time.perf_counter() - began
        return {
            "objects": objects_in(capture),
            "calls": aws.requests,
            "seconds": seconds,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    calls = Listing(boto3.session.Session()).run()
    return {"calls": calls, "seconds": time.perf_counter() - began}


def table(measures: list[Measure]) -> str:
    """Render the measures as a table."""
    columns = (
        "accounts",
        "objects",
        "calls",
        "calls each",
        "capture, s",
        "listing: calls",
        "s",
        "ratio",
        "MB",
    )
    head = f"| {' | '.join(columns)} |"
    rows = [
        f"| {one.accounts:,} | {one.objects:,} | {one.calls:,} | {one.calls_each:.2f} | "
        f"{one.capture_seconds:.1f} | {one.listing_calls:,} | {one.listing_seconds:.1f} | {one.ratio:.2f} | "
        f"{one.megabytes:.0f} |"
        for one in measures
    ]
    return "\n".join([head, "|---|---|---|---|---|---|---|---|---|", *rows, ""])


def main() -> None:
    """Measure, print, and with --write put the table into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, nargs="+", default=[12, 300])
    parser.add_argument("--latency", type=float, default=LATENCY_SECONDS, help="seconds that each call waits")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance-capture.md")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(part(options.part)))
        return
    measures = [measure(accounts, options.latency) for accounts in options.accounts]
    text = table(measures)
    print(text)
    print(json.dumps([asdict(one) for one in measures]), file=sys.stderr)
    if options.write:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}{text}{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
