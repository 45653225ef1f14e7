"""Check the exemptions of a baseline: that each frees somebody, and not everybody, and not for ever."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.context import Context
from guardrails.controls import controls
from guardrails.errors import Finding
from guardrails.policy.patterns import arn_matches

_SOMEBODY = {
    "every role": "role/zq7x-some-role",
    "every role under a path": "role/zq7x/some-role",
    "every user": "user/zq7x-some-user",
    "everyone who signs in through Identity Center": (
        "role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_zq7x_0123456789abcdef"
    ),
}
"""Principals that no exemption can mean: a pattern that covers one of them covers them all."""


def exemptions(c: Context) -> Iterator[Finding]:
    """Find what is wrong with the exemptions."""
    accounts = {account_id for _, account_id in c.account_ids}
    for name, exemption in c.baseline.exemptions.items():
        where = ("exemptions", name)
        pattern = exemption.principal
        account = pattern.split(":")[4]
        if exemption.expires is not None and exemption.expires < c.today:
            problem = f"the exemption expired on {exemption.expires}"
            yield c.value_at((*where, "expires"), problem, "remove it, or renew it with its owner")
        if account.isdigit() and account not in accounts:
            problem = f"{account} is not an account of the organization"
            yield c.value_at((*where, "principal"), problem, "name one of its accounts, or * for all of them")
        freed = [
            who
            for who, resource in _SOMEBODY.items()
            if any(arn_matches(pattern, f"arn:aws:iam::{account_id}:{resource}") for account_id in accounts)
        ]
        if freed:
            problem = f'"{pattern}" frees {freed[0]}'
            yield c.value_at((*where, "principal"), problem, "name the role or user that you mean")
        for index, control_id in enumerate(exemption.controls or ()):
            yield from c.named((*where, "controls", index), "control", control_id, frozenset(controls()))
