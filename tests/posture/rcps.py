"""The small baseline with resource control policies: of controls, and of its owner's own words."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from guardrails.baseline import Baseline
from tests.baselines import SOUND, load_small

OWN_RCP: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "DenyBucketsElsewhere",
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["s3:GetObject", "s3:PutObject"],
            "NotResource": ["arn:aws:s3:::open-*/*"],
            "Condition": {
                "StringNotEqualsIfExists": {"aws:SourceVpc": ["vpc-1", "vpc-2"]},
                "BoolIfExists": {"aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false"},
                "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::444444444441:role/gateway"},
            },
        }
    ],
}
STANDING = """\
  - control: deny_outside_principals
    parameters: { partners_of: { s3: ["999999999999"] }, public: ["arn:aws:s3:::open-*/*"] }
  - control: deny_confused_deputies
  - control: require_tls_by_anybody
  - control: limit_web_identities
    parameters: { issuers: { token.actions.githubusercontent.com: ["repo:our-org/*"] }, others: false }
  - control: deny_customer_provided_keys_by_anybody
    at: [Workloads]
  - document: policies/own-rcp.json
    at: [Workloads]
"""
FILES = {"policies/own-rcp.json": json.dumps(OWN_RCP)}


def with_rcps(standing: str = STANDING, own: object = OWN_RCP, *changes: tuple[str, str]) -> Baseline:
    """Load the small baseline with guardrails that bind everybody, and other changes."""
    text = SOUND.replace("guardrails:\n", f"guardrails:\n{standing}")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return load_small(text, {"policies/own-rcp.json": json.dumps(own)})


@cache
def rcp_baseline() -> Baseline:
    """Return it as it stands."""
    return with_rcps()
