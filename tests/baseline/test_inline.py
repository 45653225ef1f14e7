"""Inline policies of permission sets: what AWS refuses stops, what nobody means is advised against."""

from __future__ import annotations

import pytest

from guardrails.baseline.warnings import warnings
from guardrails.posture import compile_posture
from guardrails.posture.advice import advice
from tests.baselines import SMALL, findings_in, load_small, located

FILE = "policies/limits.json"


def _policy(*statements: str) -> str:
    return '{"Version": "2012-10-17",\n "Statement": [\n  ' + ",\n  ".join(statements) + "\n ]}"


WRONG = (
    (
        "a principal",
        _policy('{"Effect": "Allow", §"Principal": "*", "Action": "s3:*", "Resource": "*"}'),
        "Statement[0].Principal: an inline policy has no Principal; test aws:PrincipalArn instead",
    ),
    (
        "a Sid that an SCP could have",
        _policy('{§"Sid": "no-s3", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}'),
        'Statement[0].Sid: the Sid "no-s3" has more than letters and digits; leave the other characters out',
    ),
    (
        "a wildcard in a service prefix",
        _policy('{"Effect": "Allow", "Action": ["s3:GetObject", §"s?:PutObject"], "Resource": "*"}'),
        (
            'Statement[0].Action[1]: the service prefix "s?" has a wildcard; list the actions of each'
            " service, such as dynamodb:TagResource"
        ),
    ),
    (
        "a Sid twice",
        _policy(
            '{"Sid": "One", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}',
            '{§"Sid": "One", "Effect": "Deny", "Action": "ec2:*", "Resource": "*"}',
        ),
        'Statement[1].Sid: the Sid "One" stands here twice; rename one of the two',
    ),
)


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_aws_refuses_is_found_in_its_file(text: str, expected: str) -> None:
    """The finding stands in the policy's file and stops everything."""
    text, (place,) = located(text)
    (finding,) = findings_in(SMALL, {FILE: text})
    assert str(finding) == f"{FILE}:{place[0]}:{place[1]} {expected}"


UNMEANT = (
    (
        "a slip of the pen",
        _policy('{"Effect": "Allow", "Action": ["s3:ListBucket", §"s3:GetObjekt"], "Resource": "*"}'),
        'Statement[0].Action[1]: "s3:GetObjekt" is unknown: the catalogue of ',
        'has no such action; did you mean "s3:GetObject"?',
    ),
    (
        "a single action",
        _policy('{"Effect": "Deny", §"NotAction": "iam:CreateUzer", "Resource": "*"}'),
        'Statement[0].NotAction: "iam:CreateUzer" is unknown',
        'did you mean "iam:CreateUser"?',
    ),
    (
        "a pattern without a match",
        _policy('{"Effect": "Allow", "Action": [§"s3:Gett*"], "Resource": "*"}'),
        'Statement[0].Action[0]: "s3:Gett*" matches no action',
        "see the actions of Amazon S3",
    ),
    (
        "a service that isn't one",
        _policy('{"Effect": "Allow", "Action": [§"dynamo:GetItem"], "Resource": "*"}'),
        'Statement[0].Action[0]: no service has the prefix "dynamo"',
        'did you mean "dynamodb"?',
    ),
)


@pytest.mark.parametrize(
    ("text", "problem", "remedy"), [case[1:] for case in UNMEANT], ids=[case[0] for case in UNMEANT]
)
def test_what_nobody_means_is_advised_against(text: str, problem: str, remedy: str) -> None:
    """It has no effect, unless AWS launched the action after the catalogue's day."""
    text, (place,) = located(text)
    baseline = load_small(SMALL, {FILE: text})
    (finding,) = advice(baseline, compile_posture(baseline))
    assert str(finding).startswith(f"{FILE}:{place[0]}:{place[1]} {problem}")
    assert str(finding).endswith(remedy)


MEANT = (
    '{"Effect": "Allow", "Action": "*", "Resource": "*"}',
    '{"Effect": "Allow", "Action": ["s3:get*", "S3:LISTBUCKET", "ec2:Describe*"], "Resource": "*"}',
    '{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::*:role/app-*"}',
    (
        '{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*",'
        ' "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}}'
    ),
    '{"Effect": "Deny", "NotAction": ["s3:GetObject"], "Resource": "*"}',
    '{"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"}',
)


@pytest.mark.parametrize("statement", MEANT)
def test_what_is_meant_passes(statement: str) -> None:
    """No advice without need; a tab is no obstacle."""
    baseline = load_small(SMALL, {FILE: "\t" + _policy(statement)})
    assert advice(baseline, compile_posture(baseline)) == ()
    assert [finding for finding in warnings(baseline) if finding.id.startswith("inline-")] == []


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (
            '"Resource": "*", "Condition": {"StringEqualz": {"aws:PrincipalTag/a": "b"}}',
            "no condition operator",
        ),
        ('"Resource": "foo"', '"foo"'),
        (
            '"Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/a": "名"}}',
            "no character that an inline",
        ),
    ],
)
def test_what_the_linter_knows_is_refused_here_too(statement: str, problem: str) -> None:
    """An operator, a resource or a character that Identity Center refuses in the middle of a deployment."""
    text = _policy(f'{{"Effect": "Allow", "Action": "s3:GetObject", {statement}}}')
    (found,) = findings_in(SMALL, {FILE: text})
    assert found.location.file == FILE
    assert problem in found.problem


def test_a_key_that_nobody_has_is_advised_against() -> None:
    """AWS takes it, and no request ever has it."""
    condition = '"Condition": {"StringEquals": {"aws:PrincipalTg/CostCenter": "b"}}'
    text = _policy(f'{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", {condition}}}')
    baseline = load_small(files={FILE: text})
    found = [one for one in advice(baseline, compile_posture(baseline)) if one.location.file == FILE]
    assert any("aws:PrincipalTg/CostCenter" in one.problem for one in found)
