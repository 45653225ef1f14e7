"""What AWS would refuse in a document of the baseline's own stops loading."""

from __future__ import annotations

import pytest

from tests.baselines import SMALL, findings_in, load_small
from tests.policy.lint.cases import deny, policy, scp, when

REFUSED = {
    "an unknown operator": (when("StringEqual", "aws:PrincipalAccount", "1"), "StringEqual"),
    "a Sid that stands twice": (policy(deny(Sid="A"), deny(Sid="A", Action="s3:*")), "names two statements"),
    "an action without service": (scp(Action="DeleteBucket"), "names no service"),
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.values(), ids=REFUSED)
def test_what_aws_refuses_is_a_finding(text: str, expected: str) -> None:
    """It stands in the document, not in the line that names it."""
    (finding,) = findings_in(SMALL, {"policies/own.json": text})
    assert finding.location.file == "policies/own.json"
    assert expected in finding.problem


def test_what_people_regret_loads() -> None:
    """A name that AWS added yesterday must not keep anybody from deploying."""
    own = scp(Action="s3:DeleteEverything")
    assert load_small(files={"policies/own.json": own}).policy_files["policies/own.json"].text == own


VARIABLE = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/x"


@pytest.mark.parametrize("file", ["policies/own.json", "policies/limits.json"])
def test_a_pseudo_parameter_is_refused_where_it_stands(file: str) -> None:
    """Nothing substitutes it, under `guardrails` as in a permission set; every one is named."""
    effect = "Allow" if file == "policies/limits.json" else "Deny"
    tested = {"ArnNotLike": {"aws:PrincipalArn": VARIABLE}}
    text = scp(Effect=effect, Action="s3:GetObject", Condition=tested)
    account, partition = findings_in(SMALL, {file: text})
    assert (partition.location.file, partition.location.line) == (file, 1)
    assert partition.field == "Statement[0].Condition.ArnNotLike.aws:PrincipalArn"
    assert '"${AWS::Partition}" is CloudFormation\'s' in partition.problem
    assert partition.remedy == "write aws"
    assert '"${AWS::AccountId}"' in account.problem
    assert "12 digits" in account.remedy


def test_a_policy_variable_is_no_pseudo_parameter() -> None:
    """IAM substitutes it."""
    own = scp(Resource="arn:aws:s3:::bucket/${aws:username}/*")
    assert load_small(files={"policies/own.json": own}).policy_files["policies/own.json"].text == own
