"""Calls of IAM that roles and policies share."""

from __future__ import annotations

from typing import Any

from emulator.resources.base import Properties, client


def iam() -> Any:
    """Give a client of the global endpoint, which is in us-east-1."""
    return client("iam", region="us-east-1")


def inline_policy(role: str, name: str) -> Properties:
    """Read an inline policy of a role."""
    policy = iam().get_role_policy(RoleName=role, PolicyName=name)
    return {"PolicyName": name, "PolicyDocument": policy["PolicyDocument"]}
