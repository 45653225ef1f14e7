"""Organizations in which every unit's set of policies differs in one rule from that of the others."""

from __future__ import annotations

import json
from itertools import combinations, islice
from typing import Any

from guardrails import aws_facts
from guardrails.baseline import Baseline, load_text
from guardrails.baseline.resolve import edited
from tests.baselines import TODAY

KINDS = ("documents", "regions", "services", "allowed services", "exemptions", "nothing")
"""In what the sets differ; of more than about 100 exemptions, there is no room for the roles of all."""
HOME = "eu-central-1"
_NEEDED = ("iam", "sts", "organizations", "cloudtrail", "s3", "kms", "cloudformation", "sso", "sns", "logs")
SIMPLE = (
    "deny_unused_regions",
    "deny_unused_services",
    "deny_root_user",
    "deny_iam_users",
    "protect_exempt_roles",
)


def different_sets(number: int, kind: str, preset: str | None, *, accounts: int = 1) -> Baseline:
    """Make an organization with a unit for each set of policies.

    Args:
        number: how many sets, at most 1,000.
        kind: one of KINDS.
        preset: the guardrails; None for a few, listed one by one.
        accounts: how many accounts each unit has.
    """
    units = {
        f"U{unit}": {
            "id": f"ou-ex4m-{unit:08}",
            "accounts": {f"a{unit}x{each}": f"{10**11 + unit * accounts + each}" for each in range(accounts)},
        }
        for unit in range(number)
    }
    archive = {"id": "ou-ex4m-security", "accounts": {"log-archive": "222222222222"}}
    head = {"id": "o-exampleorg1", "root": "r-ex4m", "home_region": HOME}
    who = {"owner": "team@example.com", "reason": "Works"}
    file: dict[str, Any] = {
        "organization": {
            **head,
            "management_account": {"id": "999999999999"},
            "units": {"Security": archive, **units},
        },
        "regions": {"allowed": [HOME, "eu-west-1"]},
        "services": {"denied": ["gamelift", "workmail"]},
        "exemptions": {
            "break-glass": {"principal": "arn:aws:iam::*:role/break-glass", **who},
            "deployment": {"principal": "arn:aws:iam::222222222222:role/cdk-guardrails-*", **who},
        },
        "guardrails": [{"preset": preset}] if preset else [{"control": name} for name in SIMPLE],
        "trail": {"bucket": "exampleorg1-trail", "archive_account": "Security/log-archive"},
    }
    documents = _differ(file, tuple(units), kind)

    def read_file(name: str) -> str:
        if name not in documents:
            raise FileNotFoundError(2, "No such file or directory")
        return documents[name]

    return load_text(json.dumps(file), "baseline.yaml", today=TODAY, read_file=read_file)


def _differ(file: dict[str, Any], units: tuple[str, ...], kind: str) -> dict[str, str]:
    """Let every unit differ from the others, and return the documents that this takes, by name."""
    if kind == "regions":
        known = sorted(
            region for region in aws_facts.all_regions() if region.count("-") == 2 and region != HOME
        )
        file["regions"]["overrides"] = {
            unit: [HOME, *chosen] for unit, chosen in zip(units, combinations(known, 4), strict=False)
        }
    elif kind == "services":
        denied = file["services"]["denied"]
        file["services"]["overrides"] = {
            unit: {"denied": [*denied, *chosen]}
            for unit, chosen in zip(units, combinations(_others(), 2), strict=False)
        }
    elif kind == "allowed services":
        file["services"]["overrides"] = {
            unit: {"allowed": [*_NEEDED, "cloudwatch", "events", *chosen]}
            for unit, chosen in zip(units, combinations(_others()[:30], 26), strict=False)
        }
    elif kind == "exemptions":
        for index, (unit, node) in enumerate(islice(file["organization"]["units"].items(), 1, None)):
            [account, *_] = node["accounts"].values()
            file["exemptions"][f"own-{unit.lower()}"] = {
                "principal": f"arn:aws:iam::{account}:role/special-{index}",
                "owner": "team@example.com",
                "reason": "Works",
                "controls": ["deny_iam_users"],
            }
    elif kind == "documents":
        file["guardrails"] += [{"document": f"policies/{unit}.json", "at": [unit]} for unit in units]
        return {f"policies/{unit}.json": _document(unit) for unit in units}
    return {}


def _others() -> list[str]:
    return sorted(aws_facts.all_services() - {*_NEEDED, "cloudwatch", "events", "identitystore", "account"})


def _document(unit: str) -> str:
    name = unit.lower()
    statement = {
        "Effect": "Deny",
        "Action": ["s3:PutObject", "dynamodb:*"],
        "Resource": [f"arn:aws:s3:::{name}-*", f"arn:aws:dynamodb:*:*:table/{name}-*"],
        "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": name}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def widened(baseline: Baseline) -> Baseline:
    """Give everybody another region."""
    regions = baseline.regions
    overrides = {path: (*allowed, "eu-north-1") for path, allowed in regions.overrides.items()}
    wider = regions.model_copy(update={"allowed": (*regions.allowed, "eu-north-1"), "overrides": overrides})
    return edited(baseline, regions=wider)
