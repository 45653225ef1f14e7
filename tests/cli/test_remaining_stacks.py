"""`check --against`: stacks that a change no longer declares stay in AWS, and the answer says so."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from guardrails.cli.main import app
from tests.baselines import EXAMPLE
from tests.cli.conftest import stand_in
from tests.existing_trail import LINES

pytestmark = pytest.mark.slow
EVIDENCE = "the buckets and the key with the recorded events"
TEXT = EXAMPLE.read_text(encoding="utf-8")


def _without(text: str, section: str) -> str:
    changed = re.sub(rf"^{section}:.*?(?=^\S|\Z)", "", text, flags=re.MULTILINE | re.DOTALL)
    assert changed != text
    return changed


def _replaced(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, old
    return TEXT.replace(old, new)


_TO_OTHERS = _without(TEXT, "trail") + LINES + "  search: {}\n"
"""The example after its own trail was given up for that of others."""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a folder with the example as it is deployed, and its documents."""
    files = {
        f"policies/{path.name}": path.read_text(encoding="utf-8")
        for path in (EXAMPLE.parent / "policies").iterdir()
    }
    stand_in(tmp_path, monkeypatch, {"before.yaml": TEXT, **files})


def _check(text: str, *arguments: str) -> Any:
    Path("baseline.yaml").write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, ["check", "--against", "before.yaml", *arguments])


@pytest.mark.parametrize(
    ("after", "remaining"),
    [
        (_without(TEXT, "budgets"), ["guardrails-budgets"]),
        (_without(TEXT, "access"), ["guardrails-access"]),
        (_replaced("budgets:\n", "budgets:\n  region: eu-west-1\n"), ["guardrails-budgets"]),
        (
            _replaced("  identity_store:", "  region: eu-west-1\n  identity_store:"),
            ["guardrails-access"],
        ),
        (_replaced("  search: { scan_limit_gb: 100 }", "  # search"), ["guardrails-trail-search"]),
        (_TO_OTHERS, ["guardrails-trail", "guardrails-trail-archive"]),
        (TEXT, []),
    ],
    ids=[
        "budgets",
        "access",
        "another region",
        "another region of Identity Center",
        "search",
        "a trail of others",
        "nothing",
    ],
)
def test_each_stack_that_is_left_is_named_with_its_commands(after: str, remaining: list[str]) -> None:
    """In JSON with account, region, what is kept, and the two commands that delete it."""
    answer = json.loads(_check(after, "--format", "json").stdout)
    stacks = answer["remaining_stacks"]
    assert [stack["stack"] for stack in stacks] == remaining
    for stack in stacks:
        protection, deletion = stack["commands"]
        assert f"--stack-name {stack['stack']} --region {stack['region']}" in protection
        assert deletion.endswith(f"cdk destroy --exclusively {stack['stack']}")


def test_a_stack_is_deleted_before_those_that_it_needs() -> None:
    """The alarms before the trail, the trail before its archive; the text says what stays of each."""
    after = _without(_without(TEXT, "trail"), "alerts")
    after += """former:
  - account: "222222222222"
    trail: organization-trail
    buckets: [exampleorg1-organization-trail, exampleorg1-organization-trail-access]
    key_alias: organization-trail
    home_region: eu-central-1
    since: 2026-11-01
"""
    printed = _check(after).stdout
    lines = [line for line in printed.splitlines() if re.match(r"\d\. ", line)]
    assert lines == [
        "1. guardrails-alerts (account 111111111111, eu-central-1)",
        "2. guardrails-trail (account 111111111111, eu-central-1); the log group and its key stay",
        "3. guardrails-trail-search (account 222222222222, eu-central-1); the bucket with the results stay",
        f"4. guardrails-trail-archive (account 222222222222, eu-central-1); {EVIDENCE} stay",
    ]
    assert "at the state of before.yaml" in printed
    assert "   AWS_PROFILE=222222222222 cdk destroy --exclusively guardrails-trail-archive" in printed
