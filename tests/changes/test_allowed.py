"""What two lists of identity policies allow: exact where it can be said, else undecided."""

from __future__ import annotations

from typing import Any

import pytest

from guardrails.changes.policies import policies, policy_changes
from guardrails.policy import Document, action_set
from guardrails.policy.allowed import difference
from guardrails.policy.language.document import from_dict


def _document(*statements: dict[str, Any]) -> Document:
    return from_dict({"Version": "2012-10-17", "Statement": list(statements)})


def _allow(action: str | list[str], **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": "*", **more}


def _deny(action: str | list[str], **more: Any) -> dict[str, Any]:
    return {**_allow(action, **more), "Effect": "Deny"}


S3, GET = _allow("s3:*"), _allow("s3:GetObject")
MFA = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
ONE = {"Resource": "arn:aws:s3:::one/*"}


@pytest.mark.parametrize(
    ("before", "after", "gained", "lost"),
    [
        ([S3], [S3, GET], [], []),
        ([GET], [S3], ["s3:PutObject"], []),
        ([S3], [GET], [], ["s3:PutObject"]),
        ([S3, _deny("s3:PutObject")], [S3], ["s3:PutObject"], []),
        ([S3], [S3, _deny("s3:PutObject", **MFA)], [], ["s3:PutObject"]),
        ([{**GET, **MFA}], [GET], ["s3:GetObject"], []),
        ([{**GET, **ONE}], [GET], ["s3:GetObject"], []),
        ([GET], [{**GET, **ONE}], [], ["s3:GetObject"]),
        ([GET], [_allow("sqs:SendMessage")], ["sqs:SendMessage"], ["s3:GetObject"]),
        ([_deny("*")], [_deny("s3:*")], [], []),
        ([_allow("*"), S3], [_allow("*")], [], []),
    ],
)
def test_what_is_gained_and_lost_is_exact(
    before: list[dict[str, Any]], after: list[dict[str, Any]], gained: list[str], lost: list[str]
) -> None:
    """A redundant statement is none; a condition or a resource less is more of the same action."""
    found = difference([_document(*before)], [_document(*after)])
    assert found.decided
    for expected, actions in ((gained, found.gained), (lost, found.lost)):
        assert bool(actions) == bool(expected)
        assert all(action_set.bits(name) & actions for name in expected)
    back = difference([_document(*after)], [_document(*before)])
    assert (back.gained, back.lost) == (found.lost, found.gained)


def test_what_a_request_fills_in_is_undecided_only_where_it_differs() -> None:
    """The same variable on both sides says the same."""
    own = _allow("s3:GetObject", Resource="arn:aws:s3:::${aws:PrincipalTag/team}/*")
    other = _allow("s3:GetObject", Resource="arn:aws:s3:::${aws:PrincipalTag/unit}/*")
    same = difference([_document(own)], [_document(own, _allow("sqs:SendMessage"))])
    assert action_set.names(same.gained) == ("sqs:SendMessage",)
    changed = difference([_document(own)], [_document(other)])
    assert changed.gained


def test_job_functions_are_compared_by_their_documents() -> None:
    """Two large policies of AWS, with resources and conditions."""
    ((direction, predicate),) = policy_changes(
        policies(["job-function/NetworkAdministrator"]), policies(["AdministratorAccess"])
    )
    assert (direction, "allows more of" in predicate) == ("widened", True)
    ((direction, _),) = policy_changes(policies(["PowerUserAccess"]), policies(["ReadOnlyAccess"]))
    assert direction == "widened"  # it reads IAM, which PowerUserAccess hardly does
    ((direction, _),) = policy_changes(policies(["AdministratorAccess"]), policies(["SecurityAudit"]))
    assert direction == "narrowed"
