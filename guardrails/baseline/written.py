"""Say what AWS would refuse in a document of somebody else, so that it isn't read as something else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from guardrails.errors import Finding, Location
from guardrails.management_policies.check import misshapen
from guardrails.marked import field_name
from guardrails.organization.form import PolicyForm
from guardrails.policy.language.document import EVERYBODY, RCP
from guardrails.policy.language.parse import parse_rcp, parse_scp


def faulty(document: Any, location: Location, field: str) -> Iterator[Finding]:
    """Find what no effective policy can be made of in a management policy's document."""
    for fault in misshapen(document):
        at = f".{field_name(fault.path)}" if fault.path else ""
        yield Finding(location, f"{field}{at}", fault.problem, fault.remedy)


def ungrammatical(policy: PolicyForm, location: Location, field: str) -> Iterator[Finding]:
    """Find what AWS would refuse in a service or resource control policy.

    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
    """
    parse = parse_rcp if policy.type == RCP else parse_scp
    read = parse(json.dumps(policy.document), location.file)
    if isinstance(read, tuple):
        for finding in read:
            yield Finding(
                location, ".".join(filter(None, (field, finding.field))), finding.problem, finding.remedy
            )
        return
    statements = policy.document["Statement"]
    for number, statement in enumerate(statements if isinstance(statements, list) else [statements]):
        at = f"{field}.Statement[{number}]"
        if policy.type == RCP and ("NotPrincipal" in statement or statement.get("Principal") != EVERYBODY):
            problem = (
                "a resource control policy binds everybody: its Principal is *, and it has no NotPrincipal"
            )
            yield Finding(
                location, at, problem, 'write "Principal": "*", and test aws:PrincipalArn in a Condition'
            )
