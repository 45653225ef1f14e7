"""How long `adopt` takes and how much memory it needs, by the number of accounts.

    python benchmarks/adopt.py [--accounts 50 500 5000] [--write]

Made-up captures: units of ten accounts, a policy of each unit's own, some on many targets, and assignments
of Identity Center for every account. Each size is measured in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "performance-adopt.md"
LIVE = "## From a live organization\n"
"""Where the part of `live_adopt.py` begins."""
sys.path.insert(0, str(PROJECT))

# ruff: noqa: E402 (this runs from anywhere)
from guardrails.adopt.run import adopt
from guardrails.capture import Capture

IN_A_UNIT = 10
ROOT, MANAGEMENT = "r-ex4m", "999999999999"
INSTANCE = "arn:aws:sso:::instance/ssoins-69871a2b3c4d5e6f"
SETS = ("ReadOnly", "Developer", "Admin")
STATEMENTS: tuple[dict[str, Any], ...] = (
    {"Effect": "Deny", "Action": ["organizations:LeaveOrganization", "organizations:AcceptHandshake"]},
    {"Effect": "Deny", "Action": ["account:EnableRegion", "account:DisableRegion"]},
    {"Effect": "Deny", "Action": ["ec2:RunInstances"], "Condition": {"Null": {"ec2:InstanceType": "false"}}},
)


def main() -> int:
    """Measure, print the page and, with --write, put it into docs/performance-adopt.md."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, nargs="+", default=[50, 500, 5000])
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measured(arguments.measure)))
        return 0
    page = "\n".join(_page([_in_a_process(accounts) for accounts in arguments.accounts])) + "\n"
    print(page, end="")
    if arguments.write:
        _, heading, live = PAGE.read_text(encoding="utf-8").partition(LIVE)
        PAGE.write_text(f"{page}\n{heading}{live}", encoding="utf-8")
    return 0


def _in_a_process(accounts: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--measure", str(accounts)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    measure: dict[str, Any] = json.loads(run.stdout)
    return measure


def measured(accounts: int) -> dict[str, Any]:
    """Adopt an organization once, in a process that did nothing else but a small one."""
    adopt(capture_of(IN_A_UNIT), "capture.json", "bench")  # the catalogue is read once
    capture = capture_of(accounts)
    memory, start = _mebibytes(), time.process_time()
    adoption = adopt(capture, "capture.json", "bench")
    return {
        "accounts": accounts,
        "policies": len(capture.policies or ()),
        "assignments": accounts * len(SETS),
        "seconds": time.process_time() - start,
        "mebibytes": _mebibytes() - memory,
        "same": adoption.changes_nothing,
    }


def _mebibytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _page(measures: list[dict[str, Any]]) -> list[str]:
    return [
        "# How `adopt` grows with the organization",
        "",
        "`python benchmarks/adopt.py --write` wrote the first table. The captures are made up: units of ten",
        "accounts, a policy of each unit's own, three policies on every unit, and three assignments for",
        "every account. The time is one process's, with the proof and the comparison. The memory is what it",
        "needs beside a small organization.",
        "",
        "| accounts | policies | assignments | CPU seconds | ms an account | MiB | KiB an account |",
        "|---:|---:|---:|---:|---:|---:|---:|",
        *(_row(measure) for measure in measures),
    ]


def _row(measure: dict[str, Any]) -> str:
    accounts = measure["accounts"]
    if not measure["same"]:
        raise AssertionError(f"{accounts} accounts: somebody gains or loses something")
    cells = (
        f"{accounts:,} accounts",
        f"{measure['policies']:,}",
        f"{measure['assignments']:,}",
        f"{measure['seconds']:.1f}",
        f"{measure['seconds'] / accounts * 1000:.1f}",
        f"{measure['mebibytes']:.0f}",
        f"{measure['mebibytes'] / accounts * 1024:.0f}",
    )
    return f"| {' | '.join(cells)} |"


def capture_of(accounts: int) -> Capture:
    """Make a capture up."""
    units = [f"ou-ex4m-{number:08}" for number in range(max(1, accounts // IN_A_UNIT))]
    members = [f"{100_000_000_000 + number}" for number in range(accounts)]
    nodes = [ROOT, *units, *members, MANAGEMENT]
    return Capture.model_validate(
        {
            "product": "0.1.0",
            "taken": "2026-11-29T09:30:00+00:00",
            "read_by": {"account": MANAGEMENT, "arn": f"arn:aws:iam::{MANAGEMENT}:role/reader"},
            "home_region": "eu-central-1",
            "regions": ["eu-central-1"],
            "organization": {
                "id": "o-exampleorg1",
                "management_account": MANAGEMENT,
                "features": "ALL",
                "root": ROOT,
                "policy_types": ["SERVICE_CONTROL_POLICY"],
                "units": [{"id": unit, "name": unit, "parent": ROOT} for unit in units],
                "accounts": [
                    {"id": MANAGEMENT, "name": "management", "state": "ACTIVE", "parent": ROOT},
                    *(
                        {"id": member, "name": member, "state": "ACTIVE", "parent": units[place % len(units)]}
                        for place, member in enumerate(members)
                    ),
                ],
            },
            "policies": [
                *(_policy(f"p-unit{number:08}", [unit], _own(number)) for number, unit in enumerate(units)),
                *(
                    _policy(f"p-all{number:08}", units, {"Resource": "*", **statement})
                    for number, statement in enumerate(STATEMENTS)
                ),
                {
                    **_policy("p-FullAWSAccess", nodes, {"Effect": "Allow", "Action": "*", "Resource": "*"}),
                    "name": "FullAWSAccess",
                    "aws_managed": True,
                },
            ],
            "trails": {"trails": []},
            "alerts": {"alarms": []},
            "budgets": {"budgets": [], "monitors": []},
            "access": _access(members),
        }
    )


def _own(number: int) -> dict[str, Any]:
    role = f"arn:aws:iam::*:role/team-{number}"
    exempt = {"ArnNotLike": {"aws:PrincipalArn": role}}
    return {"Effect": "Deny", "Action": ["s3:DeleteBucket"], "Resource": "*", "Condition": exempt}


def _policy(identity: str, targets: list[str], statement: dict[str, Any]) -> dict[str, Any]:
    content = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return {
        "id": identity,
        "name": identity,
        "type": "SERVICE_CONTROL_POLICY",
        "content": content,
        "targets": targets,
    }


def _access(members: list[str]) -> dict[str, Any]:
    sets = [
        {
            "arn": f"{INSTANCE}/ps-{name}",
            "name": name,
            "managed": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            "customer_managed": [],
            "inline": "",
            "boundary": "",
            "tags": {},
        }
        for name in SETS
    ]
    group = "99671a2b3c-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
    instance = {
        "arn": INSTANCE,
        "identity_store": "d-99671a2b3c",
        "owner": MANAGEMENT,
        "region": "eu-central-1",
        "permission_sets_enabled": True,
        "permission_sets": sets,
        "groups": [{"id": group, "name": "people"}],
        "attributes": {},
        "assignments": [
            {
                "permission_set": one["arn"],
                "account": member,
                "principal_type": "GROUP",
                "principal": group,
            }
            for member in members
            for one in sets
        ],
    }
    return {"instances": [instance], "entitlements": []}


if __name__ == "__main__":
    sys.exit(main())
