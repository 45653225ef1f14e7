"""What the committed execution policies say to a call, by the engine that decides the guardrails."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from guardrails.policy.decide.ruleset import Ruleset
from guardrails.policy.language.read import read_document
from guardrails.policy.language.request import request_of
from guardrails.stacks.execution import ExecutionPolicy
from scripts import execution_policies as example
from tests.stacks.execution.escalations import Call
from tests.stacks.helpers import ARCHIVE, MANAGEMENT

ACCOUNTS = {"management": MANAGEMENT, "archive": ARCHIVE}
WHO = "arn:aws:iam::{0}:role/cdk-guardrails-cfn-exec-role-{0}-eu-central-1"


@cache
def _committed(kind: str) -> Ruleset:
    files = sorted(example.DEPLOY.glob(f"execution-policy-{kind}*.json"))
    return _together(json.loads(file.read_text(encoding="utf-8")) for file in files)


def _together(documents: Iterable[Any]) -> Ruleset:
    """Take the documents of one role as one level: what any allows and none denies."""
    return Ruleset([[read_document(document) for document in documents]])


def decision(kind: str, call: Call, policies: Iterable[ExecutionPolicy] = ()) -> str:
    """Decide a call of the execution role of an account, by the example's policies or by others."""
    account = ACCOUNTS[kind]
    resource = call.resource.replace("{}", account)
    request = request_of(call.action, resource, WHO.format(account), call.context)
    others = [policy.document for policy in policies if f"-{kind}" in policy.file]
    return (_together(others) if others else _committed(kind)).decide(request).decision
