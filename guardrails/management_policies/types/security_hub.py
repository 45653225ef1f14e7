"""Security Hub policies: in which regions Security Hub, and network scanning, are on.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_security_hub_syntax.html,
checked 2026-11-26.
"""

from __future__ import annotations

from guardrails.management_policies.grammar import Block, Part, Setting, regions

ALL_SUPPORTED = "ALL_SUPPORTED"
"""Every region in which the service is, those to come included."""
LISTS: dict[str, Part] = {
    "enable_in_regions": Setting(regions(ALL_SUPPORTED), many=True),
    "disable_in_regions": Setting(regions(ALL_SUPPORTED), many=True),
}
"""The two lists by which several services are switched; what is in both is off."""

GRAMMAR = Block(
    {
        "securityhub": Block(
            {
                **LISTS,
                "features": Block({"network_scanning": Block(LISTS, needs=tuple(LISTS))}),
            },
            needs=tuple(LISTS),
        )
    }
)
