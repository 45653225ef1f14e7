"""What the committed execution policies say to a call, by the engine that decides the guardrails."""

from __future__ import annotations

import json
from functools import cache

from guardrails.policy.decide import Ruleset
from guardrails.policy.read import read_document
from guardrails.policy.request import request_of
from scripts import execution_policies as example
from tests.stacks.execution.escalations import Call
from tests.stacks.helpers import ARCHIVE, MANAGEMENT

ACCOUNTS = {"management": MANAGEMENT, "archive": ARCHIVE}
WHO = "arn:aws:iam::{0}:role/cdk-guardrails-cfn-exec-role-{0}-eu-central-1"


@cache
def _policies(kind: str) -> Ruleset:
    """Take the documents of one role as one level: what any allows and none denies."""
    files = sorted(example.DEPLOY.glob(f"execution-policy-{kind}*.json"))
    return Ruleset([[read_document(json.loads(file.read_text(encoding="utf-8"))) for file in files]])


def decision(kind: str, call: Call) -> str:
    """Decide a call of the execution role of an account."""
    account = ACCOUNTS[kind]
    resource = call.resource.replace("{}", account)
    request = request_of(call.action, resource, WHO.format(account), call.context)
    return _policies(kind).decide(request).decision
