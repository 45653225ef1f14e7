"""Statements of a region lock for services that may be used in one more region than the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator, Field

from guardrails.aws_facts import GLOBAL_ACTIONS
from guardrails.controls.kinds import Service
from guardrails.policy import Statement, condition
from guardrails.policy.language.document import Conditions

LEFT_OUT = (
    "AWS's own list of global services leaves out signin, uxc, servicequotas and, but for tag:GetResources, "
    "tag, so they are denied where us-east-1 isn't allowed. Free them there by "
    "`services_elsewhere: {us-east-1: [signin, uxc, servicequotas, tag]}`, or in every region by "
    '`except_actions: ["signin:*", "uxc:*", "servicequotas:*", "tag:*"]`.'
)
"""Services that a region lock denies, and that somebody could take for global.

Source: https://docs.aws.amazon.com/controltower/latest/userguide/primary-region-deny-policy.html
"""


def _regional(service: str) -> str:
    if f"{service}:*" in GLOBAL_ACTIONS:
        raise ValueError(f"{service} is global, and works whatever the regions are", "remove it")
    return service


Services = Annotated[tuple[Annotated[Service, AfterValidator(_regional)], ...], Field(min_length=1)]
"""Prefixes of services that work region by region."""


def elsewhere_statements(
    services: Mapping[str, Sequence[str]], free: set[str], exempt: Conditions
) -> Iterator[Statement]:
    """Deny what isn't allowed in a region of only some services; regions of the same services share one.

    Args:
        services: of each such region, the services that are allowed there.
        free: patterns of actions that are allowed everywhere.
        exempt: the condition that leaves exempt principals alone.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for region, names in sorted(services.items()):
        groups.setdefault(tuple(sorted(set(names))), []).append(region)
    for group, regions in groups.items():
        yield Statement(
            sid="DenyOtherServicesIn" + "".join(region.title().replace("-", "") for region in regions),
            effect="Deny",
            not_actions=tuple(sorted({*free, *(f"{service}:*" for service in group)})),
            conditions=condition("StringEquals", "aws:RequestedRegion", regions) + exempt,
        )
