"""Verdicts: the hand-written cases, and what they don't reach."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from guardrails.policy.cases.case import read_request
from guardrails.policy.decide.ruleset import Ruleset, Verdict, decide_case, ruleset_of
from guardrails.policy.language.document import FULL_ACCESS
from guardrails.policy.language.read import read_document
from guardrails.policy.language.request import request_of

CASES = [
    json.loads(line)
    for line in Path(__file__).parents[1].joinpath("cases", "decisions.jsonl").read_text("utf-8").splitlines()
]
FULL = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
DEV = "arn:aws:iam::111111111111:role/Dev"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_hand_written_cases_are_decided_as_aws_decides_them(case: dict[str, Any]) -> None:
    """The hand written cases are decided as aws decides them."""
    assert decide_case(case).decision == case["expect"]


def test_there_are_as_many_cases_as_were_written() -> None:
    """There are as many cases as were written."""
    assert len(CASES) == 103


def decide(
    *statements: dict[str, Any], rcp: bool = False, version: str = "2012-10-17", **request: Any
) -> Verdict:
    """Decide with FullAWSAccess and one document at the root."""
    document = {"Version": version, "Statement": list(statements)}
    context = request.pop("context", {})
    asked = {
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::bucket/key",
        "principal": DEV,
        "context": context,
    }
    return decide_case(
        {
            "layers": [[FULL] if rcp else [FULL, document]],
            "rcps": [document] if rcp else [],
            "request": asked | request,
        }
    )


def deny(**parts: Any) -> dict[str, Any]:
    """Write a statement that denies, everything unless told otherwise."""
    action = {} if "NotAction" in parts else {"Action": "*"}
    resource = {} if "NotResource" in parts else {"Resource": "*"}
    return {"Sid": "Here", "Effect": "Deny"} | action | resource | parts


def test_a_denial_names_its_level_document_and_sid() -> None:
    """A denial names its level document and sid."""
    (cause,) = decide(deny()).causes
    assert (cause.kind, cause.level, cause.document, cause.sid) == ("explicit-deny", 0, 1, "Here")


def test_every_cause_of_a_denial_is_named() -> None:
    """Every cause of a denial is named."""
    verdict = decide(deny(Sid="One"), deny(Sid="Two"))
    assert [cause.sid for cause in verdict.causes] == ["One", "Two"]


def test_a_level_without_an_allow_is_named_by_its_number() -> None:
    """A level without an allow is named by its number."""
    asked = {"action": "s3:GetObject", "resource": "*", "principal": DEV, "context": {}}
    case = {"layers": [[FULL], []], "rcps": [], "request": asked}
    (cause,) = decide_case(case).causes
    assert (cause.kind, cause.level, cause.document) == ("no-allow", 1, None)


@pytest.mark.parametrize(
    ("pattern", "resource", "expected"),
    [
        ("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a:b", "deny"),
        ("arn:aws:s3:*", "arn:aws:s3:::bucket/key", "deny"),
        ("arn:aws:sns:*:topic", "arn:aws:sns:eu-west-1:111111111111:topic", "deny"),
        ("arn:aws:sns:e*1:topic", "arn:aws:sns:eu-west-1:111111111111:topic", "unknown"),
        ("arn:aws:s*s:*:*:topic", "arn:aws:sns:eu-west-1:111111111111:topic", "unknown"),
        ("arn:aws:sns:*:topic", "arn:aws:sqs:eu-west-1:111111111111:topic", "allow"),
        ("*", "arn:aws:s3:::bucket/key", "deny"),
    ],
)
def test_nobody_guesses_whether_a_star_crosses_a_colon(pattern: str, resource: str, expected: str) -> None:
    """One at a segment's end does, as IAM's page says; of others nobody knows, nor of one for the service."""
    assert decide(deny(Resource=pattern), resource=resource).decision == expected
    assert decide(deny(NotResource=pattern), resource=resource).decision == (
        {"deny": "allow", "allow": "deny"}.get(expected, "unknown")
    )


def test_what_is_denied_for_certain_stays_denied_beside_what_is_not() -> None:
    """What is denied for certain stays denied beside what is not."""
    verdict = decide(deny(Resource="arn:aws:s3*"), deny(Sid="Certain"))
    assert verdict.decision == "deny"
    assert [cause.sid for cause in verdict.causes] == ["Certain"]


def test_a_key_that_aws_may_manage_leaves_an_rcp_undecided() -> None:
    """A key that aws may manage leaves an rcp undecided."""
    key = "arn:aws:kms:eu-west-1:111111111111:key/1234"
    assert decide(deny(), rcp=True, action="kms:Decrypt", resource=key).decision == "unknown"
    assert decide(deny(), action="kms:Decrypt", resource=key).decision == "deny"


def test_what_is_remembered_of_an_alias_is_not_said_of_a_key() -> None:
    """An alias tells whose key it is, an ARN of a key doesn't, and one ruleset is asked for both."""
    document = {"Version": "2012-10-17", "Statement": [deny()]}
    rules = ruleset_of({"layers": [[FULL]], "rcps": [document]})
    start = "arn:aws:kms:eu-west-1:111111111111"
    decisions = {
        name: rules.decide(
            read_request(
                {
                    "request": {
                        "action": "kms:Decrypt",
                        "resource": f"{start}:{name}",
                        "principal": DEV,
                        "context": {},
                    }
                }
            )
        ).decision
        for name in ("alias/mine", "key/1234")
    }
    assert decisions == {"alias/mine": "deny", "key/1234": "unknown"}


def test_only_keys_of_kms_may_be_managed_by_aws() -> None:
    """An object with such a name is denied for certain."""
    resource = "arn:aws:s3:::bucket/a:key/1234"
    assert decide(deny(), rcp=True, resource=resource).decision == "deny"


def test_a_cause_says_what_is_lacking() -> None:
    """For a level without an Allow, and for one whose Allow nobody can decide; also in JSON."""
    lacking = decide_case(
        {
            "layers": [[{"Version": "2012-10-17", "Statement": [deny(Action="ec2:*")]}]],
            "request": {
                "action": "s3:GetObject",
                "resource": "arn:aws:s3:::bucket/key",
                "principal": DEV,
                "context": {},
            },
        }
    )
    [cause] = lacking.causes
    assert (cause.kind, cause.to_dict()["reason"]) == ("no-allow", "no statement at this level allows it")
    allowing = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    open_ = {"Condition": {"StringMatches": {"aws:PrincipalArn": "x"}}}
    undecided = decide_case(
        {
            "layers": [[{"Version": "2012-10-17", "Statement": [allowing | open_]}]],
            "request": {
                "action": "s3:GetObject",
                "resource": "arn:aws:s3:::bucket/key",
                "principal": DEV,
                "context": {},
            },
        }
    )
    assert undecided.decision == "unknown"
    assert "whether a statement allows it" in undecided.causes[0].reason


def test_an_operator_that_iam_does_not_know_leaves_the_verdict_open() -> None:
    """An operator that iam does not know leaves the verdict open."""
    block = {"StringMatches": {"aws:PrincipalArn": "x"}}
    assert decide(deny(Condition=block)).decision == "unknown"


def test_get_caller_identity_cannot_be_denied() -> None:
    """Get caller identity cannot be denied."""
    assert decide(deny(), action="sts:GetCallerIdentity", resource="*").decision == "allow"
    assert decide(deny(), action="sts:GetSessionToken", resource="*").decision == "allow"


def test_a_number_is_the_text_that_aws_makes_of_it() -> None:
    """An account's id as a number with an exponent is still the id, on both sides."""
    block = {"StringEquals": {"aws:PrincipalAccount": 4.44e11}}
    for account in ("444000000000", 4.44e11, 444000000000):
        context = {"aws:PrincipalAccount": account}
        assert decide(deny(Condition=block), context=context).decision == "deny"
    tag = {"StringEquals": {"aws:PrincipalTag/share": 0.00001}}
    assert decide(deny(Condition=tag), context={"aws:PrincipalTag/share": "0.00001"}).decision == "deny"


@pytest.mark.parametrize(
    ("action", "resource", "decision", "reason"),
    [
        ("s3:GetObject", "*", "unknown", "AWS checks s3:getobject against a resource"),
        ("s3:GetObject", "arn:aws:s3:::bucket/key", "deny", ""),
        ("ec2:DescribeRegions", "arn:aws:s3:::bucket/key", "unknown", "against no resource"),
        ("ec2:DescribeRegions", "*", "allow", ""),
        ("s3:OfTomorrow", "*", "allow", ""),
    ],
)
def test_a_resource_that_aws_could_not_send_is_left_open(
    action: str, resource: str, decision: str, reason: str
) -> None:
    """Only where a statement's resources decide, and with the reason."""
    verdict = decide(deny(Resource="arn:aws:s3:::bucket/*"), action=action, resource=resource)
    assert verdict.decision == decision
    assert all(reason in cause.reason for cause in verdict.causes)
    assert decide(deny(), action=action, resource=resource).decision == "deny"


def test_everybody_is_no_member() -> None:
    """An anonymous caller belongs to no organization; for a resource policy it may be anybody."""
    with pytest.raises(ValueError, match="no member of the organization"):
        decide(deny(), principal="*")


def test_an_aws_service_is_not_bound_by_scps() -> None:
    """An aws service is not bound by scps."""
    assert decide(deny(), principal="cloudtrail.amazonaws.com").decision == "allow"
    assert decide(deny(), context={"aws:PrincipalIsAWSService": "true"}).decision == "allow"


@pytest.mark.parametrize(
    ("operator", "values", "given", "expected"),
    [
        ("NumericNotEquals", "5", "five", "allow"),
        ("NumericEquals", "1.0", "1", "deny"),
        ("NumericLessThan", "10", "9", "deny"),
        ("DateLessThan", "2026-01-01T00:00:00Z", "1700000000", "deny"),
        ("DateLessThan", "2026-01-01", "2026-06-01T00:00:00Z", "allow"),
        ("DateGreaterThanEquals", "2026-06", "2026-06-01T00:00:00Z", "deny"),
        ("DateLessThan", "2026", "2026-01-01T00:00:00Z", "allow"),
        ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", "deny"),
        ("IpAddress", "10.0.0.0/8", "10.1.2.3", "deny"),
        ("Bool", "true", "TRUE", "deny"),
        ("Bool", "false", "nonsense", "deny"),
        ("StringEqualsIgnoreCase", "ÄB", "äb", "deny"),
        ("StringLike", "a${*}b", "a*b", "deny"),
        ("StringLike", "a${*}b", "axb", "allow"),
        ("StringLike", "a${?}b", "axb", "allow"),
        ("StringEquals", "a${$}b", "a$b", "deny"),
        ("ForAllValues:StringLike", ["a*", "b*"], ["ax", "bx"], "deny"),
        ("ForAllValues:StringLike", ["a*", "b*"], ["ax", "cx"], "allow"),
        ("ForAnyValue:StringNotEquals", ["a"], ["a"], "allow"),
        ("StringNotEquals", ["a", "b"], ["c"], "deny"),
        ("ArnLike", "arn:aws:sns:*:*:x", "arn:aws:sns:eu-west-1:1:x", "deny"),
    ],
)
def test_operators_compare_values_as_iam_does(operator: str, values: Any, given: Any, expected: str) -> None:
    """Operators compare values as iam does."""
    block = {operator: {"aws:SomeKey": values}}
    assert decide(deny(Condition=block), context={"AWS:somekey": given}).decision == expected


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", "allow"),
        ("StringNotEquals", "deny"),
        ("StringEqualsIfExists", "deny"),
        ("ForAllValues:StringEquals", "deny"),
        ("ForAnyValue:StringNotEquals", "allow"),
        ("ForAnyValue:StringEqualsIfExists", "allow"),
        ("ForAnyValue:StringNotEqualsIfExists", "allow"),
    ],
)
def test_a_missing_key_fits_or_not(operator: str, expected: str) -> None:
    """A quantifier asks first: where it wants a value that fits, IfExists doesn't stand in for one."""
    assert decide(deny(Condition={operator: {"aws:SomeKey": "x"}}), context={}).decision == expected


def test_variables_stay_text_in_the_old_version_of_the_language() -> None:
    """Variables stay text in the old version of the language."""
    block = {"StringEquals": {"aws:SomeKey": "${aws:Other}"}}
    context = {"aws:SomeKey": "x", "aws:Other": "x"}
    assert decide(deny(Condition=block), context=context).decision == "deny"
    assert decide(deny(Condition=block), context=context, version="2008-10-17").decision == "allow"


def test_the_memory_of_verdicts_tells_requests_apart() -> None:
    """The memory of verdicts tells requests apart."""
    rules = Ruleset(
        [
            [
                FULL_ACCESS,
                read_document(
                    {
                        "Version": "2012-10-17",
                        "Statement": [
                            deny(
                                Action="s3:*",
                                Resource="arn:aws:s3:::a/*",
                                Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
                            )
                        ],
                    }
                ),
            ]
        ]
    )
    answers = {}
    for _ in range(2):
        for bucket in "ab":
            for region in ("eu-west-1", "eu-west-2"):
                for outside in (False, True):
                    request = request_of(
                        "s3:GetObject",
                        f"arn:aws:s3:::{bucket}/x",
                        DEV,
                        {"aws:RequestedRegion": region},
                        principal_outside_org=outside,
                    )
                    answers[bucket, region, outside] = rules.decide(request).decision
    assert [key for key, decision in answers.items() if decision == "deny"] == [("a", "eu-west-1", False)]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered is bounded."""
    monkeypatch.setattr("guardrails.policy.decide.ruleset._REMEMBERED", 10)
    case = next(case for case in CASES if case["name"] == "lock-outside")
    rules, request = ruleset_of(case), read_request(case)
    for number in range(100):
        context = {**request.context, "aws:requestedregion": (f"eu-west-{number}",)}
        rules.decide(request._replace(context=context))
        assert 0 < rules.remembered <= 10
    assert sum(len(plan.verdicts) for plan in rules._by_action.values()) <= 10
    for number in range(100):
        rules.decide(request._replace(action=f"service{number}:do"))
        assert len(rules._by_action) + len(rules._plans) <= 10
        assert rules.remembered <= 10
    rules.forget()
    assert rules.remembered == 0


def test_what_is_remembered_is_bounded_by_its_size() -> None:
    """A request with a megabyte in it takes as much of what may be remembered as a thousand others."""
    block = {"StringEquals": {"aws:SomeKey": "x"}}
    rules = ruleset_of({"layers": [[FULL, {"Statement": deny(Condition=block)}]]})
    rules.decide(request_of("s3:GetObject", "*", DEV, {"aws:SomeKey": "x"}))
    few = rules.remembered
    rules.decide(request_of("s3:GetObject", "*", DEV, {"aws:SomeKey": "y" * (1 << 20)}))
    assert rules.remembered - few == 1 + (1 << 10)


def test_actions_that_the_policies_do_not_tell_apart_are_decided_once() -> None:
    """They share what was found; the two that are treated by their name don't."""
    layers = [[FULL, {"Statement": deny(Action=["ec2:Run*", "iam:*"])}]]
    rules = ruleset_of({"layers": layers, "rcps": [{"Statement": deny()}]})
    asked = ("ec2:RunInstances", "ec2:RunScheduled", "ec2:Stop", "iam:GetUser", "sts:GetCallerIdentity", "x")
    verdicts = [rules.decide(request_of(action, "*", DEV, {})).decision for action in asked]
    assert verdicts == ["deny", "deny", "allow", "deny", "allow", "allow"]
    by_action = rules._by_action
    assert by_action["ec2:runinstances"] is by_action["ec2:runscheduled"] is by_action["iam:getuser"]
    assert by_action["ec2:stop"] is not by_action["ec2:runinstances"]
    kms = [
        rules.decide(request_of(f"kms:{name}", "*", DEV, {})).decision for name in ("Decrypt", "RetireGrant")
    ]
    assert kms == ["deny", "allow"]


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"Statement": []} | {"Statement": "x"},
        {"Statement": [{"Effect": "Deny", "Action": [], "Resource": "*"}]},
        {"Statement": [{"Effect": "deny", "Action": "*", "Resource": "*"}]},
        {"Statement": [{"Effect": "Deny", "Action": "*", "NotAction": "*", "Resource": "*"}]},
        {"Statement": [{"Effect": "Deny", "Action": "*", "Condition": {"Bool": []}}]},
        {"Statement": [{"Effect": "Deny", "Action": "*", "Condition": {"Bool": {"a": [None]}}}]},
    ],
)
def test_what_is_no_policy_is_refused(document: Any) -> None:
    """What is no policy is refused."""
    with pytest.raises(ValueError, match=r"\w"):
        read_document(document)
