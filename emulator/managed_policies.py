"""The policies that AWS manages, by name: a misspelt one is refused, as on AWS.

ministack attaches any ARN of AWS's; moto ships the list.
"""

from __future__ import annotations

import json
from functools import cache

from moto.iam import aws_managed_policies as moto_module

MOTO_VERSION = "5.2.5"
_PREFIX = "arn:aws:iam::aws:policy"


def is_missing(arn: str) -> bool:
    """Say whether an ARN claims to be an AWS managed policy and isn't."""
    return arn.startswith(f"{_PREFIX}/") and arn not in _known()


@cache
def _known() -> frozenset[str]:
    policies = json.loads(moto_module.aws_managed_policies_data)
    return frozenset(f"{_PREFIX}{policy['Path']}{name}" for name, policy in policies.items())
