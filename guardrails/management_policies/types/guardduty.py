"""Amazon GuardDuty policies: which protection plans are on, everywhere and in single regions.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_guardduty_syntax.html,
checked 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.management_policies.grammar import Block, Named, Part, Path, Setting, one_of, regions

_STATUS = Setting(one_of("enabled", "disabled"))
_FEATURE = Block({"status": _STATUS}, needs=("status",))
_AGENTS: dict[str, Part] = dict.fromkeys(
    ("eks_addon_management", "ec2_agent_management", "ecs_fargate_agent_management"), _FEATURE
)


def _foundation(block: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    """Every plan stands on the foundational one, which a region's block doesn't take from the default."""
    enabled = sorted(name for name, feature in block.items() if feature.get("status") == "enabled")
    if enabled and "foundational" not in enabled:
        problem = f"{enabled[0]} is enabled without foundational"
        yield (), problem, "enable foundational in the same block; a region takes nothing from default"


_FEATURES = Block(
    {
        "foundational": _FEATURE,
        "s3_data_events": _FEATURE,
        "eks_audit_logs": _FEATURE,
        "ebs_malware_protection": _FEATURE,
        "rds_login_events": _FEATURE,
        "lambda_network_logs": _FEATURE,
        "ai_protection": _FEATURE,
        "runtime_monitoring": Block(
            {"status": _STATUS, "additional_configuration": Block(_AGENTS)}, needs=("status",)
        ),
    },
    rules=(_foundation,),
)


def _not_empty(block: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    if not block:
        yield (), "has no block", "add default, a region, or both"


GRAMMAR = Block(
    {
        "guardduty": Block(
            {"enablement": Block(named=Named(regions("default"), _FEATURES), rules=(_not_empty,))},
            needs=("enablement",),
        )
    }
)
