"""On whose behalf services act: which conditions bind a service principal to an owner, in which documents."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrails.stacks.rules.engine.services import SILENT
from guardrails.stacks.rules.registry import rules
from tests.stacks.rules.fixtures import template

RULE = rules()["GR-POL-001"]
ALARM = "arn:aws:cloudwatch:eu-central-1:111111111111:alarm:*"
GROUP = "arn:aws:logs:eu-central-1:111111111111:log-group:/guardrails/trail"
CONDITIONS: dict[str, tuple[dict[str, Any], bool]] = {
    "the account": ({"StringEquals": {"aws:SourceAccount": "111111111111"}}, True),
    "the account by reference": ({"StringEquals": {"aws:sourceaccount": {"Ref": "AWS::AccountId"}}}, True),
    "resources of the account": ({"ArnLike": {"aws:SourceArn": ALARM}}, True),
    "a resource by reference": ({"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["Alarm", "Arn"]}}}, True),
    "a resource of another partition": (
        {"ArnLike": {"aws:SourceArn": {"Fn::Sub": "arn:${AWS::Partition}:s3:*:${AWS::AccountId}:*"}}},
        True,
    ),
    "a bucket, whose name is unique": ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::logs"}}, True),
    "the organization": ({"StringEquals": {"aws:SourceOrgID": "o-exampleorg1"}}, True),
    "a unit": ({"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-exampleorg1/*"}}, False),
    "paths of the organization": ({"StringLike": {"aws:SourceOrgPaths": "o-exampleorg1/r-ex4m/*"}}, True),
    "nothing": ({}, False),
    "any account": ({"StringLike": {"aws:SourceAccount": "*"}}, False),
    "many accounts": ({"StringLike": {"aws:SourceAccount": "1111*"}}, False),
    "the account, or any": ({"StringLike": {"aws:SourceAccount": ["111111111111", "2*"]}}, False),
    "every account but one": ({"StringNotEquals": {"aws:SourceAccount": "222222222222"}}, False),
    "only where the service says it": (
        {"StringEqualsIfExists": {"aws:SourceAccount": "111111111111"}},
        False,
    ),
    "alarms of anybody": ({"ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:*:*:alarm:*"}}, False),
    "buckets of anybody": ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}}, False),
    "another key": ({"StringEquals": {"aws:PrincipalAccount": "111111111111"}}, False),
    "somebody whom only a deployment knows": (
        {"StringEquals": {"aws:SourceAccount": {"Fn::ImportValue": "account"}}},
        False,
    ),
}


def _found(service: str, action: Any, condition: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": action,
        "Condition": condition,
        **more,
    }
    written = {
        "Resources": {
            "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": [statement]}}},
            "Logs": {
                "Type": "AWS::Logs::ResourcePolicy",
                "Properties": {"PolicyDocument": json.dumps({"Statement": statement})},
            },
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {"AssumeRolePolicyDocument": {"Statement": statement}},
            },
        }
    }
    return [(place.logical_id, place.path) for place in RULE.check(template(written))]


EVERYWHERE = [
    ("Key", "Properties.KeyPolicy"),
    ("Logs", "Properties.PolicyDocument"),
    ("Role", "Properties.AssumeRolePolicyDocument"),
]


@pytest.mark.parametrize(("condition", "binds"), CONDITIONS.values(), ids=CONDITIONS)
def test_which_conditions_bind(condition: dict[str, Any], *, binds: bool) -> None:
    """The rule looks into every document, also where it is text."""
    assert _found("cloudwatch.amazonaws.com", "kms:Decrypt", condition) == ([] if binds else EVERYWHERE)


@pytest.mark.parametrize(
    ("service", "action", "condition", "accepted"),
    [
        ("cloudtrail.amazonaws.com", "sts:AssumeRole", {}, True),
        ("cloudtrail.amazonaws.com", ["sts:AssumeRole", "s3:PutObject"], {}, False),
        ("cloudtrail.amazonaws.com", "*", {}, False),
        ("config.amazonaws.com", "sts:AssumeRole", {}, False),
        ("events.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey*"], {}, True),
        ("events.amazonaws.com", "sns:Publish", {}, False),
        ("logs.eu-central-1.amazonaws.com", "kms:*", {}, False),
        (
            "logs.eu-central-1.amazonaws.com",
            "kms:*",
            {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": GROUP}},
            True,
        ),
        (
            "logs.eu-central-1.amazonaws.com",
            "kms:*",
            {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:*:*:*"}},
            False,
        ),
    ],
)
def test_services_that_say_nothing(
    service: str, action: Any, condition: dict[str, Any], *, accepted: bool
) -> None:
    """Only what is on the reviewed list goes without, for its actions alone."""
    assert _found(service, action, condition) == ([] if accepted else EVERYWHERE)


def test_a_denial_and_a_person_need_no_source() -> None:
    """The rule is about what services are allowed."""
    assert _found("sns.amazonaws.com", "*", {}, Effect="Deny") == []
    assert _found("sns.amazonaws.com", "*", {}, Principal={"AWS": "arn:aws:iam::111111111111:root"}) == []


def test_one_of_two_services_may_be_on_the_list() -> None:
    """Each service of a statement is looked at by itself."""
    both = {"Principal": {"Service": ["cloudtrail.amazonaws.com", "ec2.amazonaws.com"]}}
    assert _found("", "sts:AssumeRole", {}, **both) == EVERYWHERE


def test_the_list_has_reasons() -> None:
    """Each entry rests on a page of AWS."""
    for silent in SILENT:
        assert silent.reason.endswith(".")
        assert silent.source.startswith("https://docs.aws.amazon.com/")
