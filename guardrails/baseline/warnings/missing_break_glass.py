"""Warn of a role for emergencies that somebody must make by hand, before it can no longer be made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.aws_facts.arns import managed_policy_arn, role_arn
from guardrails.baseline.guardrail import Exemption
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.emergencies import named_for_emergencies
from guardrails.baseline.warnings.warning import BaselineWarning, Match
from guardrails.policy.language.patterns import arn_matches

_ACCOUNT = "0" * 12
_POLICY = managed_policy_arn("AdministratorAccess")


def _find(baseline: Baseline) -> Iterator[Match]:
    for name, exemption in baseline.exemptions.items():
        if _for_emergencies(baseline, name, exemption) and not _is_created(baseline, exemption):
            kind, _, path = exemption.principal.split(":", 5)[5].partition("/")
            yield Match(
                ("exemptions", name),
                f"this file doesn't make the {kind} {path}, and protect_exempt_roles keeps others from it",
                "let `accounts.break_glass` make it, or make it first in every account: "
                + " && ".join(_commands(kind, path)),
            )


def _for_emergencies(baseline: Baseline, name: str, exemption: Exemption) -> bool:
    """Whether it is meant for emergencies: the file watches its use as such, or calls it so."""
    kind, _, path = exemption.principal.split(":", 5)[5].partition("/")
    if exemption.controls is not None or kind == "root" or path.startswith("aws-reserved/"):
        return False
    watched = baseline.alerts is not None and name in baseline.alerts.break_glass
    return watched or named_for_emergencies(name, exemption.principal)


def _is_created(baseline: Baseline, exemption: Exemption) -> bool:
    section = baseline.accounts.break_glass if baseline.accounts else None
    if section is None or not section.enabled:
        return False
    account = exemption.principal.split(":")[4]
    arn = role_arn(account if account.isdigit() else _ACCOUNT, section.name)
    return arn_matches(exemption.principal, arn)


def _commands(kind: str, path: str) -> tuple[str, str]:
    """Write the two commands; a wildcard in the name stands for one name of many."""
    folder, _, name = re.sub(r"[*?]", "1", path).rpartition("/")
    make = f"aws iam create-{kind} --{kind}-name {name}" + (f" --path /{folder}/" if folder else "")
    if kind == "role":
        make += " --assume-role-policy-document file://trust.json"
    return make, f"aws iam attach-{kind}-policy --{kind}-name {name} --policy-arn {_POLICY}"


MISSING_BREAK_GLASS = BaselineWarning(
    id="missing-break-glass",
    title="The break-glass role exists before it is needed",
    why="An exemption makes no role. The guardrails keep everybody from making one of that name, so whoever "
    "needs it on the worst day finds that it was never there.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/gs-identities-iam-users.html",
    find=_find,
)
