"""A second evaluator, somebody else's, agrees with the one that the other tests trust."""

from __future__ import annotations

from itertools import product

import pytest
from ministack.core import iam_evaluator

from guardrails.baseline import load
from guardrails.posture import compile_posture
from tests.baselines import EXAMPLE, TODAY
from tests.oracle import Documents, Request, denied
from tests.posture.trees import documents

pytestmark = pytest.mark.slow
PRINCIPALS = (
    "role/somebody",
    "role/break-glass",
    "role/cdk-guardrails-deploy",
    "role/stacksets-exec-1",
    "root",
)
CALLS = (
    ("ec2:RunInstances", "arn:aws:ec2:eu-west-1:444444444441:instance/i-1"),
    ("iam:CreateUser", "arn:aws:iam::444444444441:user/ada"),
    ("iam:CreateRole", "arn:aws:iam::444444444441:role/break-glass"),
    ("iam:CreateRole", "arn:aws:iam::444444444441:role/mine"),
    ("cloudtrail:StopLogging", "arn:aws:cloudtrail:eu-central-1:111111111111:trail/organization-trail"),
    ("organizations:LeaveOrganization", "*"),
    ("gamelift:CreateFleet", "*"),
    ("account:EnableRegion", "*"),
)
PATHS = ("Security/audit", "Workloads/Prod/shop", "Sandbox/sandbox-ada", "Infrastructure/network")


def _theirs(standing: Documents, path: str, request: Request) -> bool:
    names = path.split("/")
    levels = ["Root", *("/".join(names[:count]) for count in range(1, len(names) + 1))]
    context = iam_evaluator.EvalContext(
        principal_arn=request.principal,
        principal_type="Root" if request.principal.endswith(":root") else "AssumedRole",
        principal_account="444444444441",
        action=request.action,
        resource_arn=request.resource,
        region=request.region,
    )
    return any(
        iam_evaluator.evaluate(
            context, [iam_evaluator.parse_policy_document(dict(document)) for document in standing[level]]
        ).decision
        != "Allow"
        for level in levels
    )


def test_both_evaluators_agree_on_the_example() -> None:
    """Principal by principal, call by call, region by region."""
    # The document of the example's own tests an instance type, which neither evaluator is told.
    posture = compile_posture(load(EXAMPLE, today=TODAY))
    standing = {
        path: [one for one in found if "StringNotLike" not in str(one)]
        for path, found in documents(posture).items()
    }
    verdicts = set()
    for path, who, (action, resource), region in product(
        PATHS, PRINCIPALS, CALLS, ("eu-central-1", "us-east-1")
    ):
        request = Request(action, region, f"arn:aws:iam::444444444441:{who}", resource)
        ours = denied(standing, path, request)
        assert ours is _theirs(standing, path, request), (path, request)
        verdicts.add(ours)
    assert verdicts == {True, False}
