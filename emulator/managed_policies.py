"""The policies that AWS manages, by name: a misspelt one is refused, as on AWS.

ministack attaches any ARN of AWS's; moto ships the list.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from moto.iam import aws_managed_policies as moto_module

from emulator.arns import iam_arn

MOTO_VERSION = "5.2.5"
_PREFIX = iam_arn("aws", "policy")


def is_missing(arn: str) -> bool:
    """Return whether an ARN claims to be an AWS managed policy and isn't."""
    return arn.startswith(f"{_PREFIX}/") and arn not in _documents()


def document(arn: str) -> dict[str, Any] | None:
    """Give the document of an AWS managed policy; None when AWS has no policy under this ARN."""
    return _documents().get(arn)


@cache
def _documents() -> dict[str, dict[str, Any]]:
    policies = json.loads(moto_module.aws_managed_policies_data)
    return {f"{_PREFIX}{policy['Path']}{name}": policy["Document"] for name, policy in policies.items()}
