"""What AWS would refuse in a document of the baseline's own stops loading."""

from __future__ import annotations

import pytest

from tests.baselines import SMALL, findings_in, load_small
from tests.policy.lint.cases import deny, policy, scp, when

REFUSED = {
    "an unknown operator": (when("StringEqual", "aws:PrincipalAccount", "1"), "StringEqual"),
    "a Sid that stands twice": (policy(deny(Sid="A"), deny(Sid="A", Action="s3:*")), "names two statements"),
    "an action without service": (scp(Action="DeleteBucket"), "names no service"),
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.values(), ids=REFUSED)
def test_what_aws_refuses_is_a_finding(text: str, expected: str) -> None:
    """It stands in the document, not in the line that names it."""
    (finding,) = findings_in(SMALL, {"policies/own.json": text})
    assert finding.location.file == "policies/own.json"
    assert expected in finding.problem


def test_what_people_regret_loads() -> None:
    """A name that AWS added yesterday must not keep anybody from deploying."""
    own = scp(Action="s3:DeleteEverything")
    assert load_small(files={"policies/own.json": own}).file_text("policies/own.json") == own
