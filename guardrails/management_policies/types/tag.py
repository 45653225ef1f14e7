"""Tag policies: how tag keys are spelled, which values they take, and where that is enforced.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_example-tag-policies.html,
checked 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.management_policies.grammar import Block, Named, Path, Setting, Values, form, text

_VALUE = Values(
    "a tag's value of at most 256 characters with at most one *",
    lambda tag_value: len(tag_value) <= 256 and tag_value.count("*") <= 1,  # noqa: PLR2004 (said beside it)
)
_TYPES = form(
    r"[a-z0-9-]+:([A-Za-z0-9/_-]+|\*|ALL_SUPPORTED)",
    "resource types such as dynamodb:table, or all of a service such as secretsmanager:ALL_SUPPORTED",
)


def _keys(block: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    """A tag key has the letters of its policy key; upper or lower case is what the policy decides."""
    for name, tag in block.items():
        key = tag.get("tag_key")
        if key is not None and key.lower() != name.lower():
            yield (name, "tag_key"), f'"{key}" has other letters than its policy key "{name}"', "match them"


GRAMMAR = Block(
    {
        "tags": Block(
            named=Named(
                text(1, 128),
                Block(
                    {
                        "tag_key": Setting(text(1, 128)),
                        "tag_value": Setting(_VALUE, many=True),
                        "enforced_for": Setting(_TYPES, many=True),
                        "report_required_tag_for": Setting(_TYPES, many=True),
                    }
                ),
            ),
            rules=(_keys,),
        )
    }
)
