"""Amazon Inspector policies: in which regions which scans are on.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_inspector_syntax.html,
checked 2026-11-26.
"""

from __future__ import annotations

from guardrails.management_policies.grammar import Block
from guardrails.management_policies.types.security_hub import LISTS

_SCAN = Block(LISTS, needs=tuple(LISTS))

GRAMMAR = Block(
    {
        "inspector": Block(
            {
                "enablement": Block(
                    {
                        "ec2_scanning": _SCAN,
                        "ecr_scanning": _SCAN,
                        "code_repository_scanning": _SCAN,
                        "lambda_standard_scanning": Block(
                            {**LISTS, "lambda_code_scanning": _SCAN}, needs=tuple(LISTS)
                        ),
                    }
                )
            }
        )
    }
)
