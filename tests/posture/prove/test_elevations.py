"""The proof of an elevation: nothing outside its window, and what the copied set allows inside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from guardrails.baseline import Baseline
from guardrails.baseline.policy_file import PolicyFile
from guardrails.policy.decide.ruleset import Ruleset
from guardrails.policy.language.document import from_dict
from guardrails.policy.language.request import request_of
from guardrails.posture import compile_posture
from guardrails.posture.prove import prove
from guardrails.posture.prove.elevations import elevation_findings
from guardrails.posture.prove.report import Failure
from tests.baselines import FILES, SOUND, load_small
from tests.elevations import ENDS, STARTS, elevated

SET, FIELD = "Elevated-incident-4711", "access.elevations.incident-4711"
OWN = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "Queues", "Effect": "Allow", "Action": "sqs:*", "Resource": "*"},
        {
            "Sid": "Late",
            "Effect": "Deny",
            "Action": "sqs:DeleteQueue",
            "Resource": "*",
            "Condition": {"DateGreaterThan": {"aws:CurrentTime": "2026-06-01T12:00:00Z"}},
        },
    ],
}


def _loaded(**fields: str) -> Baseline:
    return load_small(elevated(SOUND, **fields), FILES | {"policies/limits.json": json.dumps(OWN)})


def _damaged(edit: Callable[[list[Any]], object]) -> list[str]:
    """Damage the statements that are deployed, and name the failures."""
    baseline = _loaded()
    file = baseline.inline_policies[SET]
    content: dict[str, Any] = json.loads(file.text)
    edit(content["Statement"])
    damaged: Mapping[str, PolicyFile] = {
        **baseline.inline_policies,
        SET: PolicyFile(file.name, json.dumps(content)),
    }
    findings = list(elevation_findings(replace(baseline, inline_policies=damaged)))
    assert all(finding.subject == FIELD and finding.location.line > 1 for finding in findings)
    return [finding.name for finding in findings if isinstance(finding, Failure)]


def test_both_sides_of_the_window_hold() -> None:
    """With an inline policy that tests the time itself, and without any."""
    assert list(elevation_findings(_loaded())) == []
    assert list(elevation_findings(_loaded(permission_set="ReadOnly"))) == []
    baseline = _loaded()
    report = prove(baseline, compile_posture(baseline))
    assert (report.failures, report.unproven) == ((), ())


def _at(operator: str, moment: str) -> dict[str, Any]:
    return {operator: {"aws:CurrentTime": moment}}


FAULTS: Mapping[str, tuple[Callable[[list[Any]], object], list[str]]] = {
    "no start": (lambda statements: statements.pop(-2), ["elevation-open"]),
    "no end": (lambda statements: statements.pop(), ["elevation-open"]),
    "an end an hour later": (
        lambda statements: statements[-1].update(
            Condition=_at("DateGreaterThanEquals", "2026-06-01T17:00:00Z")
        ),
        ["elevation-open"],
    ),
    "an end a second later": (
        lambda statements: statements[-1].update(Condition=_at("DateGreaterThan", ENDS)),
        ["elevation-open"],
    ),
    "an end an hour earlier": (
        lambda statements: statements[-1].update(
            Condition=_at("DateGreaterThanEquals", "2026-06-01T15:00:00Z")
        ),
        ["elevation-differs"],
    ),
    "a start an hour earlier": (
        lambda statements: statements[-2].update(Condition=_at("DateLessThan", "2026-06-01T07:00:00Z")),
        ["elevation-open"],
    ),
    "one service is left open": (
        lambda statements: statements[-1].update(Action=[], NotAction="s3:*") or statements[-1].pop("Action"),
        ["elevation-open"],
    ),
    "one resource is left open": (
        lambda statements: (
            statements[-1].pop("Resource") and statements[-1].update(NotResource="arn:aws:s3:::x")
        ),
        ["elevation-open"],
    ),
    "a Deny of the original is lost": (lambda statements: statements.pop(1), ["elevation-differs"]),
    "an Allow of the original is lost": (lambda statements: statements.pop(0), ["elevation-differs"]),
    "an Allow is added": (
        lambda statements: statements.append({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}),
        ["elevation-differs"],
    ),
    "never": (lambda statements: statements[-1].pop("Condition"), ["elevation-differs"]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_deployed_document_is_found_by_its_name(fault: str) -> None:
    """Each edit of the document opens the window, or changes what is allowed inside it."""
    edit, names = FAULTS[fault]
    assert _damaged(edit) == names


def test_a_failure_reaches_the_report() -> None:
    """`prove` fails for it."""
    baseline = _loaded()
    own = baseline.inline_policies["Developer"]
    report = prove(
        replace(baseline, inline_policies={**baseline.inline_policies, SET: own}), compile_posture(baseline)
    )
    assert [(failure.obligation, failure.name) for failure in report.failures] == [(3, "elevation-open")]


@pytest.mark.parametrize(
    ("moment", "decision"),
    [
        ("2026-06-01T07:59:59Z", "deny"),
        (STARTS, "allow"),
        ("2026-06-01T15:59:59Z", "allow"),
        (ENDS, "deny"),
        ("2031-01-01T00:00:00Z", "deny"),
    ],
)
def test_single_requests_agree(moment: str, decision: str) -> None:
    """The first second is inside and the last moment is outside, whatever a managed policy allows."""
    everything = from_dict(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    )
    rules = Ruleset([[_loaded().inline_policies[SET].document, everything]])
    role = "arn:aws:iam::444444444441:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Elevated_1"
    request = request_of("s3:GetObject", "arn:aws:s3:::b/k", role, {"aws:CurrentTime": moment})
    assert rules.decide(request).decision == decision
