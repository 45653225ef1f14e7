"""CloudTrail tells which command called: by the session in a member, and by the user agent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from guardrails.live.aws import Aws
from guardrails.live.fixes import Fix
from guardrails.live.members import inside_to_change
from guardrails.preflight import FixCall

MEMBER = "222222222222"
KEYS = {"AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "secret-of-the-test", "SessionToken": "token"}


@dataclass(frozen=True)
class _Answering(Aws):
    """AWS that hands out credentials and keeps what it was asked."""

    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def call(self, action: str, **arguments: Any) -> dict[str, Any]:
        """Keep the call."""
        self.asked.append((action, arguments))
        return {"Credentials": KEYS}


@pytest.mark.parametrize("command", ["capture", "preflight", "drift", "status", "adopt"])
def test_a_session_has_the_name_of_its_command(command: str) -> None:
    """A change by `preflight --apply` isn't taken for a reading."""
    aws = _Answering("eu-central-1", frozenset(), command=command)
    acting = inside_to_change(aws, MEMBER, "Reader")
    assert aws.asked == [
        (
            "sts:AssumeRole",
            {"RoleArn": f"arn:aws:iam::{MEMBER}:role/Reader", "RoleSessionName": f"guardrails-{command}"},
        )
    ]
    assert acting.session_name == f"guardrails-{command}"
    assert KEYS["SecretAccessKey"] not in repr(acting)
    assert KEYS["SessionToken"] not in repr(acting.credentials)


def test_a_fix_in_a_member_is_signed_by_preflight() -> None:
    """The role is assumed once for each call."""
    aws = _Answering("eu-central-1", frozenset(), command="preflight")
    Fix(FixCall("iam:UpdateAccountPasswordPolicy", {}, MEMBER), "Admin").take(aws)
    assert aws.asked[0][1]["RoleSessionName"] == "guardrails-preflight"


def test_every_call_has_the_command_in_its_user_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the management account nobody assumes a role, so the user agent says it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "111111111111")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-of-the-test")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    aws = Aws("eu-central-1", frozenset({"sts:GetCallerIdentity"}), command="repair")
    assert "guardrails-repair" in aws.at("us-east-1")._client("sts").meta.config.user_agent_extra
