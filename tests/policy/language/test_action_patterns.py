"""Lists of action patterns, sorted by service: the same answers as trying each pattern."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.policy.language.action_patterns import ActionPatterns
from tests.oracle import like

NAMES = st.text(alphabet="ab:", max_size=5)
PATTERNS = st.lists(st.text(alphabet="aAb:*?", max_size=5), max_size=4)


@given(PATTERNS, NAMES)
def test_an_action_is_covered_where_one_of_the_patterns_covers_it(patterns: list[str], name: str) -> None:
    """Whatever stands before the colon, also where there is none or a second one."""
    assert ActionPatterns(patterns).cover(name) is any(like(one.lower(), name) for one in patterns)


@given(PATTERNS, st.text(alphabet="ab", max_size=3), st.lists(NAMES, min_size=1))
def test_what_is_said_of_a_service_holds_for_its_actions(
    patterns: list[str], service: str, names: list[str]
) -> None:
    """All covered, none covered, or nothing said."""
    said = ActionPatterns(patterns).cover_service(service)
    covered = {ActionPatterns(patterns).cover(f"{service}:{name}") for name in names}
    assert said is None or covered == {said}


@pytest.mark.parametrize(
    ("patterns", "said"),
    [
        (["*"], True),
        (["s3:*"], True),
        (["ec2:*", "S3:*"], True),
        (["ec2:*"], False),
        ([], False),
        (["s3:Get*"], None),
        (["s3:GetObject"], None),
        (["*:Get*"], None),
        (["s*:*"], None),
    ],
)
def test_a_service_is_known_to_be_covered_or_not(patterns: list[str], said: bool | None) -> None:  # noqa: FBT001
    """So that the actions of most services needn't be looked at one by one."""
    assert ActionPatterns(patterns).cover_service("s3") is said
