"""Which accounts get other management policies."""

from __future__ import annotations

import pytest

from guardrails.changes import SectionChanges
from guardrails.posture import compile_posture
from guardrails.posture.compare import Comparison, compare
from guardrails.report import comparison as rendered
from guardrails.report.comparison_json import as_json
from tests.baselines import SOUND, load_small

ONE = "  console: { declarative_ec2: { serial_console: disabled, imds: { http_tokens: required } } }\n"
SHOP = "  debug: { at: [Workloads/Prod/shop], declarative_ec2: { serial_console: enabled } }\n"
BUCKETS = "  buckets: { at: [Workloads], s3: { block_public_access: all } }\n"
STATUS = ("ec2_attributes", "serial_console_access", "status")


def _compare(before: str, after: str) -> Comparison:
    one, other = (
        compile_posture(load_small(SOUND + (f"management_policies:\n{section}" if section else "")))
        for section in (before, after)
    )
    return compare(one, other)


def test_what_comes_to_the_same_is_no_change() -> None:
    """One entry instead of two, and another name for it."""
    halves = (
        "  one: { declarative_ec2: { serial_console: disabled } }\n"
        "  two: { declarative_ec2: { imds: { http_tokens: required } } }\n"
    )
    assert _compare(ONE, halves).settings == ()


def test_accounts_with_the_same_change_are_told_together() -> None:
    """Those that have a setting of their own are not among them."""
    found = _compare(ONE + SHOP, SHOP + ONE.replace("disabled", "enabled"))
    [change] = found.settings
    assert change.differences == ((STATUS, "disabled", "enabled"),)
    assert set(change.accounts) == {"legacy", "Security/log-archive"}
    assert set(change.units) == {"Root", "Security", "Workloads", "Workloads/Prod", "Sandbox"}
    assert found.changes == ()


def test_an_account_is_told_by_its_id() -> None:
    """A new name for its unit changes nothing for it; what it inherits in another unit may."""
    before = compile_posture(load_small(f"{SOUND}management_policies:\n{BUCKETS}"))
    renamed = SOUND.replace("Workloads", "Work")
    after = compile_posture(
        load_small(f"{renamed}management_policies:\n{BUCKETS.replace('Workloads', 'Work')}")
    )
    assert compare(before, after).settings == ()


@pytest.mark.slow
def test_added_changed_and_removed_settings_are_told_in_words() -> None:
    """In the headline by their number, below with their values."""
    lines = list(rendered.text(_compare(ONE, ONE.replace("disabled", "enabled") + BUCKETS), SectionChanges()))
    assert lines[0] == "The policies allow and deny what they did before. 3 accounts get other settings."
    assert lines[1:] == [
        "",
        "Management policies: what is effective in the accounts becomes another",
        "  declarative policy for EC2, in every member account (3) and those to come",
        "    ec2_attributes.serial_console_access.status: disabled becomes enabled",
        "  S3 policy, in 1 account: Workloads",
        "    s3_attributes.public_access_block_configuration is set to all",
        "Policies of others weren't considered (organization.foreign).",
    ]
    gone = list(rendered.markdown(_compare(BUCKETS, ""), SectionChanges()))
    assert gone[-4:-2] == [
        "- S3 policy, in 1 account: Workloads",
        "  - `s3_attributes.public_access_block_configuration` is no longer set; it was `all`",
    ]
    assert as_json(_compare("", BUCKETS), SectionChanges())["management_policies"] == [
        {
            "type": "S3_POLICY",
            "accounts": ["Workloads/Prod/shop"],
            "future_accounts_of": ["Workloads", "Workloads/Prod"],
            "settings": [
                {
                    "path": ["s3_attributes", "public_access_block_configuration"],
                    "before": None,
                    "after": "all",
                }
            ],
        }
    ]
