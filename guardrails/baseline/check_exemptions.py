"""Check the exemptions of a baseline: that each frees somebody, not everybody, and goes when it is over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from guardrails import aws_facts
from guardrails.aws_facts.identity_center import FOLDER, MARK
from guardrails.baseline.context import Context
from guardrails.baseline.guardrail import Exemption
from guardrails.controls import control, control_ids
from guardrails.errors import Finding
from guardrails.policy.language.document import RCP
from guardrails.policy.language.patterns import matches

_NAMES = ("zq7x-some-role", "HKVW@89.LUG,F=JP")
"""Two names with no character in common: a pattern that covers both covers any."""
_ANYBODY = {
    "every role": "role/{name}",
    "every role under a path": "role/{name}/{name}",
    "every user": "user/{name}",
    "everyone who signs in through Identity Center": f"role/{FOLDER}{{region}}{MARK}{{name}}",
}
"""Principals that no exemption can mean to free all at once."""
_LITERALS = 3
"""A name that starts with a wildcard and has fewer other characters, such as *a*, is nobody's."""


def exemptions(c: Context) -> Iterator[Finding]:
    """Find what is wrong with the exemptions."""
    accounts = {account_id for _, account_id in c.account_ids}
    for name, exemption in c.baseline.exemptions.items():
        exemption_path = ("exemptions", name)
        pattern = exemption.principal
        account = pattern.split(":")[4]
        if exemption.expires is not None and (c.today - exemption.expires).days > exemption.remind_days:
            problem = f"the exemption expired on {exemption.expires}"
            yield c.value_at((*exemption_path, "expires"), problem, "remove it, or renew it with its owner")
        if account.isdigit() and account not in accounts and not _for_strangers(exemption):
            problem = f"{account} is not an account of the organization"
            remedy = "name one of its accounts, * for all of them, or only `controls` that bind everybody"
            yield c.value_at((*exemption_path, "principal"), problem, remedy)
        if freed := _freed(account, pattern.split(":", 5)[5]):
            problem = f'"{pattern}" frees {freed}'
            yield c.value_at((*exemption_path, "principal"), problem, "name the role or user that you mean")
        for index, control_id in enumerate(exemption.controls or ()):
            place = (*exemption_path, "controls", index)
            yield from c.named(place, "control", control_id, frozenset(control_ids()))
            if control_id in control_ids() and not control(control_id).honors_exemptions:
                problem = f"{control_id} exempts nobody: the callers that it binds have no ARN"
                yield c.at(place, problem, f"leave it out, and see the parameters of {control_id}")


def _for_strangers(exemption: Exemption) -> bool:
    """Return whether an exemption is only from controls that bind strangers, too."""
    named = [control(control_id) for control_id in exemption.controls or () if control_id in control_ids()]
    return bool(named) and all(named_control.type == RCP for named_control in named)


@lru_cache(maxsize=1024)
def _freed(account: str, resource: str) -> str:
    """Say whom a pattern such as role/NAME frees, when that is everybody of some kind; else nothing."""
    if resource == "root" and not account.isdigit():
        return "the root user of more than one account"
    for principals, form in _ANYBODY.items():
        # In us-east-1 the path of Identity Center's roles has no region.
        places = ("", *(f"{region}/" for region in aws_facts.all_regions())) if "{region}" in form else ("",)
        probes = ([form.format(name=name, region=place) for name in _NAMES] for place in places)
        if any(all(matches(resource, probe) for probe in probed) for probed in probes):
            return principals
    kind, _, name = resource.partition("/")
    if name.startswith(("*", "?")) and len(re.sub(r"[*?/]", "", name)) < _LITERALS:
        return f"{kind}s of almost any name"
    return ""
