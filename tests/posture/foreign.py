"""The small baseline beside policies of others, as Control Tower attaches them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from guardrails.baseline import Baseline
from guardrails.organization.center_form import CenterForm
from guardrails.organization.form import FOREIGN
from guardrails.policy.language.document import SCP
from guardrails.policy.language.read import read_document
from guardrails.posture import Policy, Posture, compile_posture
from guardrails.posture.interchange.foreign import foreign_text
from tests.baselines import SMALL, load_small

FILE = "foreign.json"
DAY = dt.date(2026, 5, 20)
READER = "arn:aws:sts::111111111111:assumed-role/Auditor/ada@example.com"
CONTROL_TOWER = "arn:aws:iam::*:role/AWSControlTowerExecution"
GUARDRAIL = "aws-guardrails-xYzAbC"
"""What Control Tower calls its policies."""

Statements = Mapping[str, Any] | list[Mapping[str, Any]]


def denying(*actions: str, **more: Any) -> dict[str, Any]:
    """Deny actions to everybody but Control Tower's role."""
    spared = {"ArnNotLike": {"aws:PrincipalArn": CONTROL_TOWER}}
    return {"Effect": "Deny", "Action": list(actions), "Resource": "*", "Condition": spared} | more


def document(*statements: Mapping[str, Any]) -> dict[str, Any]:
    """Write a policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def attached(target: str, name: str, content: Mapping[str, Any], policy_type: str = SCP) -> Policy:
    """Attach a policy of others to a node."""
    return Policy(f"x-{target}-{name}", name, policy_type, FOREIGN, target, "", read_document(dict(content)))


TOWER = (
    attached(
        "Root",
        GUARDRAIL,
        document(denying("cloudtrail:StopLogging", "config:DeleteConfigRule", Sid="GRCONFIG")),
    ),
    attached("Workloads", f"{GUARDRAIL}-2", document(denying("sqs:DeleteQueue", Sid="GRQUEUES"))),
)
"""Two policies as Control Tower writes them."""


def text_of(
    *policies: Policy,
    detached: tuple[str, ...] = (),
    baseline: Baseline | None = None,
    center: CenterForm | None = None,
) -> str:
    """Write the file with policies of others, as somebody reads them from AWS.

    Args:
        policies: what others attach.
        detached: the paths of the nodes without FullAWSAccess.
        baseline: whose tree it is; the small one's where this is left out.
        center: what others have in Identity Center.
    """
    posture = compile_posture(baseline or load_small())
    by_aws = (policy for policy in posture.policies if policy.aws_managed and policy.target not in detached)
    others = replace(posture, policies=(*by_aws, *policies), management=())
    return foreign_text(others, DAY, READER, center)


def naming(text: str = SMALL) -> str:
    """Let a baseline name the file."""
    return text.replace(
        "  home_region: eu-central-1\n", f"  home_region: eu-central-1\n  foreign: {FILE}\n", 1
    )


def load_foreign(*policies: Policy, text: str = SMALL, detached: tuple[str, ...] = ()) -> Baseline:
    """Load a small baseline beside policies of others."""
    return load_small(naming(text), {FILE: text_of(*policies, detached=detached)})


def form_of(*policies: Policy) -> dict[str, Any]:
    """Return the file as data, for a test to change."""
    form: dict[str, Any] = json.loads(text_of(*policies))
    return form


def foreign_in(posture: Posture) -> list[tuple[str, str]]:
    """Name the policies of others in a posture, each with its node."""
    return [(policy.target, policy.name) for policy in posture.policies if policy.foreign]
