"""Exemptions: whom a pattern may free, and whom not."""

from __future__ import annotations

import pytest

from tests.baselines import changed, findings_in, load_small, located

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


@pytest.mark.parametrize(("expires", "accepted"), [("2026-06-01", True), ("2026-05-31", False)])
def test_the_last_day_of_an_exemption_counts(expires: str, *, accepted: bool) -> None:
    """It is accepted on the day that it names, and no more on the next."""
    text = changed(("reason: Restores access", f"reason: Restores access\n    expires: {expires}"))
    if accepted:
        assert str(load_small(text).exemptions["break-glass"].expires) == expires
    else:
        assert "expired" in findings_in(text)[0].problem
