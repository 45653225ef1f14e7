"""Every control, explained to whom it denies: it is named, and what is said to free the request does."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache

import pytest

from guardrails.aws_facts import is_region
from guardrails.baseline import Baseline
from guardrails.controls import Control, cases_of, controls
from guardrails.controls.case import Case
from guardrails.policy.language.document import SCP
from guardrails.posture import Posture, compile_posture
from guardrails.posture.explain import Explanation, Question, explain
from tests.baselines import changed, load_small
from tests.oracle import Request, denied
from tests.posture.trees import documents

pytestmark = pytest.mark.slow
NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
SHOP = "Workloads/Prod/shop"
REST = "accounts: { audit_role: { trusted_account: Security/log-archive } }\n"
EXEMPTIONS = """\
  a-user:
    principal: arn:aws:iam::*:user/break-glass
    owner: me
    reason: who else
  stacksets:
    principal: arn:aws:iam::*:role/stacksets-exec-*
    owner: me
    reason: the audit role could not be managed without it
"""
DENIED = [
    (found, case)
    for found in controls().values()
    for case in cases_of(found.id)
    if found.type == SCP and case.expect == "denied" and case.principal.split(":")[4] == "444444444441"
]


@cache
def _compiled(control: str, parameters: str) -> tuple[Baseline, Posture]:
    before, guardrails, rest = changed().partition("guardrails:\n")
    stands = f"  - control: {control}\n    parameters: {parameters}\n"
    text = f"{before}{EXEMPTIONS}{guardrails}{stands}{rest[rest.index('trail:' + chr(10)) :]}{REST}"
    baseline = load_small(text)
    return baseline, compile_posture(baseline)


def _explained(found: Control, case: Case) -> tuple[Explanation, Posture]:
    baseline, posture = _compiled(found.id, json.dumps(dict(case.parameters)))
    context = {
        key: value if isinstance(value, list | tuple) else [value] for key, value in case.context.items()
    }
    region = "eu-central-1"
    if is_region(str(context.get("aws:RequestedRegion", [""])[0])):
        region = str(context.pop("aws:RequestedRegion")[0])
    told = tuple(
        f"{key}={str(one).lower() if isinstance(one, bool) else one}"
        for key in context
        for one in context[key]
    )
    resource = None if case.resource == "*" else case.resource
    principal = case.principal.partition("::")[2].partition(":")[2]
    question = Question(SHOP, principal, case.action, resource, region, told)
    return explain(baseline, posture, question, NOW), posture


def _request(explanation: Explanation, resource: str) -> Request:
    request = explanation.request
    context = {key: list(values) for key, values in request.context(resource).items()}
    return Request(
        request.action, context["aws:RequestedRegion"][0], request.principal.principal_arn, resource, context
    )


@pytest.mark.parametrize(
    ("found", "case"), DENIED, ids=[f"{found.id}: {case.action}" for found, case in DENIED]
)
def test_a_denial_is_traced_to_its_control_and_can_be_freed(found: Control, case: Case) -> None:
    """The verdict is that of the second opinion; the control is named; some way or edit frees the request."""
    explanation, posture = _explained(found, case)
    standing = documents(posture)
    request = explanation.request
    by_oracle = any(denied(standing, SHOP, _request(explanation, resource)) for resource in request.resources)
    assert (explanation.decision == "deny") is by_oracle
    if explanation.decision == "allow":
        # A case about all resources at once: those that a request touches are named one by one here.
        assert case.resource == "*"
        return
    assert {one.name for reason in explanation.reasons for one in reason.guardrails} == {found.id}
    exempt = [
        alternative
        for alternative in explanation.alternatives
        if alternative.kind == "principal" and alternative.frees
    ]
    assert exempt or not found.honors_exemptions or request.principal.arn.endswith(":root")
    assert all(edit.removes for edit in explanation.edits)
    assert explanation.edits_free or not found.honors_exemptions or not is_region(request.region)
