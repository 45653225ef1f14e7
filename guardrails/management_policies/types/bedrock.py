"""Amazon Bedrock policies: the guardrail that every call of a model goes through, region by region.

Copies of AWS's page differ: older ones want `input_tags`, newer ones have `selective_content_guarding` in its
place and don't mention it. Both are taken. Only `config_1` is ever shown as a configuration's name; another
number is taken as well.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_bedrock_syntax.html,
checked 2026-11-26.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.aws_facts.arns import build_arn
from guardrails.management_policies.grammar import (
    Block,
    Named,
    Path,
    Setting,
    form,
    one_of,
    regions,
    text,
)

_GUARDRAIL = form(
    build_arn("bedrock", "[a-z0-9-]+", r"\d{12}", r"guardrail/[a-z0-9]+:\d{1,8}"),
    "a guardrail's ARN with a version that isn't DRAFT: arn:aws:bedrock:REGION:ACCOUNT:guardrail/ID:1",
)
_GUARDED = Setting(one_of("selective", "comprehensive"))


def _at_home(block: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    """A guardrail works in its own region; with a wrong identifier every call of Bedrock fails."""
    for region, configurations in block.items():
        for name, configuration in configurations.items():
            arn = configuration.get("identifier", f":::{region}")
            if arn.split(":")[3] != region:
                problem = f"the guardrail is of {arn.split(':')[3]}, and every call of Bedrock would fail"
                yield (region, name, "identifier"), problem, f"name a guardrail of {region}"


def _not_empty(block: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    if not block:
        yield (), "says nothing", "write system or messages"


_CONFIGURATION = Block(
    {
        "identifier": Setting(_GUARDRAIL),
        "input_tags": Setting(one_of("honor", "ignore")),
        "selective_content_guarding": Block({"system": _GUARDED, "messages": _GUARDED}, rules=(_not_empty,)),
        "model_enforcement": Block(
            {
                "included_models": Setting(text(1, 256), many=True),
                "excluded_models": Setting(text(1, 256), many=True),
            },
            needs=("included_models", "excluded_models"),
        ),
    },
    needs=("identifier",),
)
GRAMMAR = Block(
    {
        "bedrock": Block(
            {
                "guardrail_inference": Block(
                    named=Named(
                        regions(),
                        Block(named=Named(form(r"config_\d{1,3}", "config_1"), _CONFIGURATION)),
                    ),
                    rules=(_at_home,),
                )
            }
        )
    }
)
