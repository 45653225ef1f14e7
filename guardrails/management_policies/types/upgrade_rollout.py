"""Upgrade rollout policies: in which order Aurora and RDS upgrade what is tagged how.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_upgrade_syntax.html,
checked 2026-11-28. Two of its examples write `upgrade_order` and no first key, unlike its syntax: such a
document is refused.
"""

from __future__ import annotations

from guardrails.management_policies.grammar import Block, Named, Setting, one_of, text

_ORDER = Block({"patch_order": Setting(one_of("first", "second", "last"))}, needs=("patch_order",))
GRAMMAR = Block(
    {
        "upgrade_rollout": Block(
            {
                "default": _ORDER,
                "tags": Block(
                    named=Named(
                        text(1, 128),
                        Block(
                            {"tag_values": Block(named=Named(text(0, 256), _ORDER))}, needs=("tag_values",)
                        ),
                    )
                ),
            }
        )
    }
)
