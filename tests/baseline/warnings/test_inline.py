"""Warnings about inline policies of permission sets: what opens more than it seems to."""

from __future__ import annotations

import pytest

from guardrails.baseline.warnings import warnings
from tests.baseline.warnings.helpers import warned
from tests.baselines import SMALL, load_small, located

FILE = "policies/limits.json"
FIELD = "access.permission_sets.Developer.inline"
CASES = (
    ("inline-not-action", '"Effect": "Allow", §"NotAction": "s3:*", "Resource": "*"', "list what is allowed"),
    ("inline-pass-role", '"Effect": "Allow", §"Action": "iam:PassRole", "Resource": "*"', "name the roles"),
    (
        "inline-pass-role",
        '"Effect": "Allow", §"Action": ["s3:*", "iam:Pass*"], "Resource": "*"',
        "name the roles",
    ),
    ("inline-arn-colons", '"Effect": "Allow", "Action": "s3:*", "Resource": §"arn:aws:s3:*"', "write "),
)


@pytest.mark.parametrize(("id_", "statement", "remedy"), CASES)
def test_an_inline_policy_is_warned_of_in_its_file(id_: str, statement: str, remedy: str) -> None:
    """The finding stands in the policy's file, and the field that names the policy accepts it."""
    text, ((line, column),) = located(f'{{"Version": "2012-10-17",\n "Statement": [{{{statement}}}]}}')
    files = {FILE: text}
    (finding,) = (each for each in warnings(load_small(SMALL, files)) if each.id == id_)
    assert (finding.location.file, finding.location.line, finding.location.column) == (FILE, line, column)
    assert finding.problem.startswith(FILE)
    assert finding.remedy.startswith(remedy)
    assert warned(id_, SMALL, files).fields == [FIELD]


def test_a_policy_of_two_permission_sets_is_warned_of_once() -> None:
    """At the first that names it."""
    text = SMALL.replace("ReadOnly: {}", f"Other: {{ inline: {FILE} }}\n    ReadOnly: {{}}")
    statement = '{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}'
    policy = f'{{"Version": "2012-10-17", "Statement": {statement}}}'
    found = [each for each in warnings(load_small(text, {FILE: policy})) if each.id == "inline-not-action"]
    assert [finding.field for finding in found] == ["access.permission_sets.Other.inline"]
