"""Which condition keys there are, and which requests carry them."""

from __future__ import annotations

import pytest

from guardrails.aws_facts import (
    GLOBAL_CONDITION_KEYS,
    carries_key,
    condition_keys_like,
    is_condition_key,
    is_global_key,
    required_resource_arns,
    resource_arns,
    service_resource_arns,
)


def test_global_keys_are_sorted_and_each_once() -> None:
    """So that a change shows as one line."""
    assert list(GLOBAL_CONDITION_KEYS) == sorted(set(GLOBAL_CONDITION_KEYS))


@pytest.mark.parametrize(
    "key",
    [
        "aws:PrincipalArn",
        "AWS:principalARN",
        "aws:PrincipalTag/team",
        "ec2:RoleDelivery",
        "s3:ExistingObjectTag/owner",
        "kms:EncryptionContext:purpose",
        "cognito-identity-unauth:IdentityPoolArn",
        "github.com/enterprises/example:actor",
    ],
)
def test_published_keys_are_known(key: str) -> None:
    """In any case, with the parts that users name, and those whose prefix is no service."""
    assert is_condition_key(key)


@pytest.mark.parametrize(
    "key", ["aws:PrincipalTag/", "aws:PrincipalId", "s3:Owner", "PrincipalArn", "", ":", "x:y"]
)
def test_other_keys_are_not(key: str) -> None:
    """Whatever stands there, the answer is no error."""
    assert not is_condition_key(key)


def test_an_action_carries_global_keys_its_own_and_those_of_its_resources() -> None:
    """And none of another action's."""
    assert carries_key("S3:getobject", "aws:SourceIp")
    assert carries_key("ec2:RunInstances", "ec2:InstanceType")
    assert carries_key("iam:CreateServiceSpecificCredential", "iam:ResourceTag/team")
    assert not carries_key("ec2:CreateVpc", "ec2:InstanceType")
    with pytest.raises(KeyError):
        carries_key("s3:DeleteEverything", "s3:prefix")
    assert not is_global_key("s3:prefix")


def test_candidates_share_the_prefix() -> None:
    """What somebody meant who misspelled a key of S3 is a key of S3."""
    assert "aws:PrincipalOrgID" in condition_keys_like("aws:x")
    assert "s3:prefix" in condition_keys_like("s3:x")
    assert condition_keys_like("nothing:x") == frozenset()


def test_actions_and_services_know_the_arns_of_their_resources() -> None:
    """Each shape on its own, where AWS writes two on a line; none where only `*` matches."""
    assert resource_arns("s3:DeleteBucket") == ("arn:${Partition}:s3:::${BucketName}",)
    assert resource_arns("ec2:DescribeInstances") == ()
    assert not any("," in arn for arn in service_resource_arns("apigateway"))
    with pytest.raises(KeyError):
        service_resource_arns("nothing")


def test_what_a_request_always_touches_is_known() -> None:
    """One ARN for each type that AWS marks as required; none where every type is optional."""
    touched = required_resource_arns("ec2:RunInstances")
    assert "arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}" in touched
    assert not any(":key-pair/" in arn for arn in touched)
    assert required_resource_arns("iam:deleterole") == (
        "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}",
    )
    assert required_resource_arns("ec2:DescribeInstances") == ()
