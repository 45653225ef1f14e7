"""Exemptions: whom a pattern may free, and whom not."""

from __future__ import annotations

import pytest

from guardrails.baseline.reminders import reminders
from tests.baselines import TODAY, changed, findings_in, load_small, located

ROLE = "arn:aws:iam::*:role/break-glass"
EVERYBODY = (
    "*",
    "arn:aws:iam::*:*",
    "arn:aws:*:*:*:*",
    "arn:aws:iam::*:role/*",
    "arn:aws:iam::*:role/**",
    "arn:aws:iam::*:role/?*",
    "arn:aws:iam::*:role/*?",
    "arn:aws:iam::*:role/*/*",
    "arn:aws:iam::*:role/?????*",
    "arn:aws:iam::*:role/??????????????",
    "arn:aws:iam::*:role/*a*",
    "arn:aws:iam::*:role/*-*",
    "arn:aws:iam::444444444441:role/*",
    "arn:aws:iam::4*:role/*",
    "arn:aws:iam::???????????*:role/*",
    "arn:aws:iam::*:root",
    "arn:aws:iam::4*:root",
    "arn:aws:iam::*:user/*",
    "arn:aws:iam::*:user/?*",
    "arn:aws:iam::*:user/*/*",
    "arn:aws:iam::*:role/aws-reserved/*",
    "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*",
    "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_*",
    "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_*",
    "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/eu-north-1/AWSReservedSSO_*",
    "arn:aws:iam::*:role/*AWSReservedSSO_*",
)
SOMEBODY = (
    ROLE,
    "arn:aws:iam::*:role/cdk-hnb659fds-*",
    "arn:aws:iam::*:role/stacksets-exec-*",
    "arn:aws:iam::444444444441:role/z*",
    "arn:aws:iam::*:role/zq*",
    "arn:aws:iam::*:role/platform/*",
    "arn:aws:iam::*:role/*-deployer",
    "arn:aws:iam::4*:user/ada",
    "arn:aws:iam::444444444441:root",
    "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Administrator_*",
)


@pytest.mark.parametrize("pattern", EVERYBODY)
def test_no_exemption_frees_everybody(pattern: str) -> None:
    """A pattern that covers every role, every user or everyone who signs in is refused where it stands."""
    text, ((line, column),) = located(changed((ROLE, f'§"{pattern}"')))
    (finding,) = findings_in(text)
    assert str(finding.location) == f"baseline.yaml:{line}:{column}"
    assert finding.field == "exemptions.break-glass.principal"
    assert finding.remedy in (
        "name the role or user that you mean",
        "write it as arn:aws:iam::*:role/NAME, with * and ? as wildcards",
    )


@pytest.mark.parametrize("pattern", SOMEBODY)
def test_an_exemption_may_name_somebody(pattern: str) -> None:
    """A name, the start or end of one, or a path is somebody in particular."""
    assert load_small(changed((ROLE, f'"{pattern}"'))).exemptions["break-glass"].principal == pattern


def _ending(expires: str, more: str = "") -> str:
    return changed(("reason: Restores access", f"reason: Restores access\n    expires: {expires}{more}"))


@pytest.mark.parametrize(
    ("expires", "more", "accepted"),
    [
        ("2026-06-01", "", True),
        ("2026-05-31", "", True),
        ("2026-05-18", "", True),
        ("2026-05-17", "", False),
        ("2026-05-31", "\n    remind_days: 0", False),
        ("2026-06-01", "\n    remind_days: 0", True),
        ("2025-06-01", "\n    remind_days: 365", True),
        ("2025-05-31", "\n    remind_days: 365", False),
    ],
)
def test_an_entry_that_is_over_may_stay_for_a_while(expires: str, more: str, *, accepted: bool) -> None:
    """AWS has ended the exemption, so nothing is wrong yet; after the days of grace the entry must go."""
    text = _ending(expires, more)
    if accepted:
        assert str(load_small(text).exemptions["break-glass"].expires) == expires
    else:
        assert f"expired on {expires}" in findings_in(text)[0].problem


@pytest.mark.parametrize(
    ("expires", "more", "said"),
    [
        ("2026-06-16", "", ""),
        ("2026-06-15", "", "the exemption ends in 14 days, at the end of 2026-06-15 (UTC)"),
        ("2026-06-02", "", "the exemption ends tomorrow, at the end of 2026-06-02 (UTC)"),
        ("2026-06-01", "", "the exemption ends today, at the end of 2026-06-01 (UTC)"),
        (
            "2026-05-31",
            "",
            "AWS ended the exemption at the end of 2026-05-31; from 2026-06-15 on the entry is an error",
        ),
        ("2026-06-02", "\n    remind_days: 0", ""),
        ("2026-06-01", "\n    remind_days: 0", "the exemption ends today, at the end of 2026-06-01 (UTC)"),
        (
            "2026-07-01",
            "\n    remind_days: 30",
            "the exemption ends in 30 days, at the end of 2026-07-01 (UTC)",
        ),
    ],
)
def test_somebody_is_reminded_in_time(expires: str, more: str, said: str) -> None:
    """So many days before, at the entry's own line, and whom to ask."""
    text = _ending(expires, more)
    found = reminders(load_small(text), TODAY)
    assert [finding.problem for finding in found] == ([said] if said else [])
    for finding in found:
        line = text.splitlines()[finding.location.line - 1]
        assert line.strip() == f"expires: {expires}"
        assert finding.remedy == "ask security@example.com whether to renew it"


def test_what_never_ends_is_no_reminder() -> None:
    """Most exemptions are permanent."""
    assert reminders(load_small(), TODAY) == ()
