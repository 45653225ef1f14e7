"""Network security director policies: in which regions AWS Shield looks at the network's security.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_network_security_director_syntax.html,
checked 2026-11-28.
"""

from __future__ import annotations

from guardrails.management_policies.grammar import Block
from guardrails.management_policies.types.security_hub import LISTS

GRAMMAR = Block(
    {
        "network_security_director": Block(
            {"enablement": Block({"network_security_scan": Block(LISTS, needs=tuple(LISTS))})}
        )
    }
)
