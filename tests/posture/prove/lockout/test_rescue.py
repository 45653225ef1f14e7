"""A rescuer must be able to rescue whatever there is of a kind, and not a sample of it."""

from __future__ import annotations

import json

import pytest

from guardrails.posture import compile_posture
from guardrails.posture.prove import Failure, prove
from tests.baselines import SOUND, load_small

_ALERTS = "alerts:\n  subscribers: { critical: { emails: [me@example.com] } }\n  break_glass: [break-glass]\n"


def _failures(actions: list[str], resource: str) -> tuple[Failure, ...]:
    """Prove a sound baseline with a document of its own over its workloads, which exempts nobody."""
    statement = {"Effect": "Deny", "Action": actions, "Resource": resource}
    text = SOUND.replace("    at: [Sandbox]\n", "    at: [Workloads/Prod]\n") + _ALERTS
    own = json.dumps({"Version": "2012-10-17", "Statement": statement})
    baseline = load_small(text, {"policies/own.json": own})
    report = prove(baseline, compile_posture(baseline))
    assert report.unproven == ()
    return report.failures


@pytest.mark.parametrize(
    ("actions", "resource"),
    [
        (["iam:UpdateAssumeRolePolicy", "sts:AssumeRole"], "arn:aws:iam::*:role/*"),
        (["sts:AssumeRole"], "arn:aws:iam::*:role/team-*"),
        (["iam:CreateAccessKey"], "arn:aws:iam::*:user/*"),
        (["kms:*"], "arn:aws:kms:*:*:key/*"),
        (["s3:PutBucketPolicy"], "arn:aws:s3:::payroll"),
        (["cloudformation:*"], "arn:aws:cloudformation:*:*:stack/network/*"),
        (["cloudtrail:StartLogging"], "arn:aws:cloudtrail:*:*:trail/*"),
        (["kms:PutKeyPolicy"], "*"),
    ],
)
def test_a_deny_on_any_resource_of_a_kind_locks_rescuers_out(actions: list[str], resource: str) -> None:
    """The witness names one resource that the document denies."""
    [failure] = _failures(actions, resource)
    assert (failure.name, failure.subject) == ("locked-out", "exemptions.break-glass")
    assert failure.witness is not None
    assert failure.witness.action in actions or f"{failure.witness.action.split(':')[0]}:*" in actions
    assert "policies/own" in failure.problem or "own/own" in failure.problem
    assert failure.accounts == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("actions", "resource"),
    [
        (["s3:*"], "arn:aws:s3:::payroll/*"),
        (["sts:AssumeRole"], "arn:aws:iam::*:role/stacksets-exec-*"),
        (["kms:PutKeyPolicy"], "arn:aws:kms:*:999999999999:key/*"),
        (["iam:DeleteRole"], "arn:aws:iam::*:role/*"),
    ],
)
def test_what_no_rescue_needs_may_be_denied(actions: list[str], resource: str) -> None:
    """Objects, the roles that deploy, other accounts' keys, other actions."""
    assert _failures(actions, resource) == ()
