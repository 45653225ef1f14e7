"""What the parameters of the region lock mean, said once more as a function of a call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.aws_facts import GLOBAL_ACTIONS
from guardrails.controls import control
from guardrails.controls.example import example
from guardrails.policy.name_set import NameSet
from tests.oracle import Request, applies, like

REGIONS = ("eu-central-1", "eu-west-1", "us-east-1", "us-west-2")
SERVICES = ("bedrock", "ec2", "rds", "s3")
ACTIONS = (
    "bedrock:ApplyGuardrail",
    "bedrock:CreateModelInvocationJob",
    "bedrock:InvokeModel",
    "bedrock:InvokeModelWithResponseStream",
    "bedrock:ListFoundationModels",
    "ec2:DescribeRegions",
    "ec2:RunInstances",
    "iam:CreateRole",
    "rds:CreateDBInstance",
    "s3:ListAllMyBuckets",
    "s3:PutObject",
)
EXCEPTIONS = ("bedrock:InvokeModel*", "ec2:Describe*", "rds:*")
GUARDRAIL = "arn:aws:bedrock:eu-west-3:444444444441:guardrail/g"
RESOURCES = (GUARDRAIL, GUARDRAIL.replace("guardrail/", "guardrail-profile/"))
PROFILES = ("inference-profile/eu.m", "inference-profile/global.m", "application-inference-profile/a")


@dataclass(frozen=True)
class Call:
    """A call, and the inference profile that sent it, if any: the region it was called in, and its name."""

    action: str
    region: str
    resource: str
    profile: tuple[str, str] | None

    @property
    def request(self) -> Request:
        """The call as a request."""
        sent = [f"arn:aws:bedrock:{self.profile[0]}:444444444441:{self.profile[1]}"] if self.profile else []
        context = {"bedrock:InferenceProfileArn": sent}
        return Request(self.action, self.region, resource=self.resource, context=context)


def _denied(call: Call, allowed: frozenset[str], parameters: dict[str, Any]) -> bool:
    """Say whether the lock should deny a call."""
    elsewhere = parameters["services_elsewhere"]
    bedrock_in = allowed | {region for region, names in elsewhere.items() if "bedrock" in names}
    everywhere = (*GLOBAL_ACTIONS, *parameters["except_actions"])
    if call.region in allowed or any(like(one.lower(), call.action.lower()) for one in everywhere):
        return False
    if call.action.split(":")[0] in elsewhere.get(call.region, ()):
        return False
    if not parameters["allow_bedrock_inference"]:
        return True
    if call.action == "bedrock:ApplyGuardrail":
        return ":guardrail-profile/" not in call.resource
    if not call.action.startswith("bedrock:InvokeModel") or call.profile is None:
        return True
    source, name = call.profile
    geographies = parameters["bedrock_geographies"]
    fits = not geographies or any(name.startswith(f"inference-profile/{one}.") for one in geographies)
    return not (source in bedrock_in and fits)


_calls = st.builds(
    Call,
    st.sampled_from(ACTIONS),
    st.sampled_from((*REGIONS, "unspecified")),
    st.sampled_from(RESOURCES),
    st.none() | st.tuples(st.sampled_from(REGIONS), st.sampled_from(PROFILES)),
)
_services = st.lists(st.sampled_from(SERVICES), min_size=1, unique=True)


@given(
    st.lists(_calls, min_size=20, max_size=20),
    st.frozensets(st.sampled_from(REGIONS), min_size=1),
    st.fixed_dictionaries(
        {
            "except_actions": st.lists(st.sampled_from(EXCEPTIONS), unique=True),
            "services_elsewhere": st.dictionaries(st.sampled_from(REGIONS), _services),
            "allow_bedrock_inference": st.booleans(),
            "bedrock_geographies": st.lists(st.sampled_from(("eu", "global", "us")), unique=True),
        }
    ),
)
def test_the_lock_denies_exactly_what_its_parameters_say(
    calls: list[Call], allowed: frozenset[str], parameters: dict[str, Any]
) -> None:
    """Whatever is allowed in whole, in part, or through an inference profile, and nothing else."""
    found = control("deny_unused_regions")
    context = example(found, parameters, exempt=())
    context = replace(context, denied=NameSet(allowed, complement=True))
    statements = [one.to_dict() for one in found.statements(context)]
    for call in calls:
        lock = any(applies(one, call.request) for one in statements)
        assert lock == _denied(call, allowed, parameters), call


def test_without_parameters_the_lock_is_one_statement() -> None:
    """The shape that scanners recognise, and the text that is deployed today."""
    found = control("deny_unused_regions")
    (statement,) = found.statements(example(found, exempt=()))
    assert statement.to_dict() == {
        "Sid": "DenyUnusedRegions",
        "Effect": "Deny",
        "NotAction": sorted(GLOBAL_ACTIONS),
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]}},
    }


def test_a_global_service_is_not_somewhere_else() -> None:
    """It works everywhere already, so who lists it has misunderstood something."""
    with pytest.raises(ValueError, match="iam is global"):
        example(control("deny_unused_regions"), {"services_elsewhere": {"us-east-1": ["iam"]}})


def test_the_page_names_what_the_list_of_aws_leaves_out() -> None:
    """With the way to free each: in us-east-1, or everywhere."""
    for service in ("signin", "uxc", "servicequotas", "tag"):
        assert f"{service}:*" not in GLOBAL_ACTIONS
        assert f'"{service}:*"' in control("deny_unused_regions").limits
    assert "us-east-1: [signin, uxc, servicequotas, tag]" in control("deny_unused_regions").limits
