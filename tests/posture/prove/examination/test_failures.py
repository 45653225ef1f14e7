"""A failure is called by its name and names its exemption; each class that was examined is counted."""

from __future__ import annotations

from dataclasses import replace

from guardrails.baseline import Baseline
from guardrails.errors import Location
from guardrails.policy import Document, Statement
from guardrails.policy.language.document import SCP
from guardrails.posture import Posture, compile_posture
from guardrails.posture.prove import Failure, ProofReport, prove
from guardrails.posture.prove.examination.run import Examination, Memory
from guardrails.posture.prove.worlds import worlds
from tests.baselines import SOUND, load_small

TWO = SOUND.replace(
    "exemptions:\n",
    "exemptions:\n  auditors:\n    principal: arn:aws:iam::*:role/auditors\n"
    "    owner: me@example.com\n    reason: Reads\n",
)


def _denying(posture: Posture, statement: Statement) -> Posture:
    """Add a statement to the first policy of the root that denies something."""
    first = next(policy for policy in posture.declared if policy.target == "Root")
    document = Document((*first.document.statements, statement), version=first.document.version)
    policies = (
        replace(policy, document=document) if policy is first else policy for policy in posture.policies
    )
    return replace(posture, policies=tuple(policies))


def _proven(baseline: Baseline, *statements: Statement) -> ProofReport:
    posture = compile_posture(baseline)
    for statement in statements:
        posture = _denying(posture, statement)
    return prove(baseline, posture)


def _denied_to_break_glass(action: str) -> Statement:
    principals = ("arn:aws:iam::*:role/break-glass",)
    return Statement("", "Deny", (action,), conditions=(("ArnLike", "aws:PrincipalArn", principals),))


def test_a_denial_that_nobody_wants_is_more_than_a_lost_exemption() -> None:
    """Nobody at all should be denied it, so it is named as well as the exempt role that it locks out."""
    report = _proven(load_small(SOUND), _denied_to_break_glass("iam:ListUsers"))
    assert {(failure.obligation, failure.name) for failure in report.failures} >= {
        (1, "denied-without-intent"),
        (2, "locked-out"),
    }
    assert all("report it, and don't deploy" in failure.remedy for failure in report.failures)


def test_the_exemption_that_is_locked_out_is_named() -> None:
    """Of two that are alike in all else, the one whose principal is denied."""
    text = TWO.replace("    at: [Workloads]\n", "    at: [Root]\n")
    report = _proven(load_small(text), _denied_to_break_glass("iam:CreateUser"))
    locked_out = [failure for failure in report.failures if failure.name == "locked-out"]
    assert {failure.subject for failure in locked_out} == {"exemptions.break-glass"}
    assert all(failure.obligation == 2 for failure in locked_out)


def test_classes_that_fail_are_counted_as_well() -> None:
    """Each class of requests that a policy denies and nobody wants denied fails, and was examined."""
    baseline = load_small(SOUND)
    world = worlds(baseline, compile_posture(baseline))[0]
    examination = Examination(
        world, SCP, (), (), (), memory=Memory(SCP), tree=Location("baseline.yaml"), apart=True
    )
    assert any(isinstance(finding, Failure) for finding in examination.findings())
    space = examination.space
    assert examination.equivalence_classes == sum(len(space.classes_of(group)) for group in space.groups())
