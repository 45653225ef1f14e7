"""A trail of one's own is given up for that of others, and back: what no line of the file says any more."""

from __future__ import annotations

import pytest

from guardrails.changes import BaselinePair, SafetyDirection, baseline_changes
from guardrails.cli.widened_ids import WIDENED_IDS, of_section
from tests.baselines import SMALL, load_small
from tests.existing_trail import EXISTING_SMALL, KEY, LOG_GROUP_ARN, NAME, OWN_LINES

W, N = SafetyDirection.WIDENED, SafetyDirection.NARROWED
RICH = SMALL.replace(
    OWN_LINES,
    f"{OWN_LINES}  insights: [error_rate]\n  data_events: [{{ resource_type: lambda }}]\n"
    "  object_lock: { mode: GOVERNANCE, days: 30 }\n",
)
NO_TRAIL = SMALL.replace(OWN_LINES, "").replace("  - control: protect_trail\n", "")


def _said(before: str, after: str) -> list[tuple[SafetyDirection, str]]:
    changes = baseline_changes(BaselinePair(load_small(before), load_small(after)))
    about = [entry for entry in changes.entries if entry.field.startswith("trail")]
    return [(entry.direction, entry.sentence) for entry in about]


def test_giving_up_the_own_trail_names_all_that_the_file_said() -> None:
    """Each of it widens, for nobody knows it of the trail of others without a look at AWS."""
    said = _said(RICH, EXISTING_SMALL)
    assert {direction for direction, _ in said} == {W}
    text = "\n".join(sentence for _, sentence in said)
    assert f"The trail {NAME} of others records instead of organization-trail" in text
    for part in (
        "calls that read AWS::Lambda::Function",
        "unusual rates of error_rate",
        "locks its files by days 30 mode GOVERNANCE",
        "kept for 2,557 days, encrypted with a key, with digests, and events in CloudWatch Logs for 365 days",
    ):
        assert part in text
    assert len(_said(SMALL, EXISTING_SMALL)) == 2  # the owner, and how long all is kept
    assert of_section("trail") in WIDENED_IDS


def test_the_way_back_narrows() -> None:
    """The file says again what is recorded."""
    ((direction, sentence),) = _said(EXISTING_SMALL, RICH)
    assert direction is N
    assert sentence == f"The trail organization-trail of this file records instead of {NAME} of others"


@pytest.mark.parametrize(
    ("before", "after", "direction", "part"),
    [
        (NO_TRAIL, EXISTING_SMALL, N, "is named: alarms, search and guardrails are about it"),
        (EXISTING_SMALL, NO_TRAIL, W, "is no longer named: nothing here protects it"),
        (
            EXISTING_SMALL,
            EXISTING_SMALL.replace(f"    log_group: {LOG_GROUP_ARN}\n", ""),
            W,
            f"Alarms watch no log group instead of {LOG_GROUP_ARN}",
        ),
        (
            EXISTING_SMALL,
            EXISTING_SMALL.replace(f"    key: {KEY}\n", ""),
            W,
            f"Guardrails protect no key instead of {KEY}",
        ),
        (EXISTING_SMALL, EXISTING_SMALL.replace(NAME, "another"), W, "The trail of others is"),
    ],
)
def test_a_change_of_the_trail_of_others(
    before: str, after: str, direction: SafetyDirection, part: str
) -> None:
    """Another trail, or less of it, widens."""
    ((is_direction, sentence),) = _said(before, after)
    assert is_direction is direction
    assert part in sentence
