"""existing-set-unknown: an assignment of a permission set whose content nobody knows."""

from __future__ import annotations

from guardrails.baseline.warnings.existing_set_unknown import EXISTING_SET_UNKNOWN
from tests.posture.foreign import DAY
from tests.posture.foreign_center import TEAM, access, center, foreign_set, load_existing


def test_a_set_whose_content_nobody_knows_is_warned_of_where_it_is_assigned() -> None:
    """The warning existing-set-unknown: no answer may read as if it allowed nothing."""
    foreign = center(permission_sets=(foreign_set(TEAM, unknown=("inline", "boundary")),))
    sets = f"{TEAM}: {{ existing: true }}"
    assigned = f"{{ group: developers, permission_set: {TEAM}, at: [Sandbox] }}"
    [finding] = EXISTING_SET_UNKNOWN.findings(load_existing(access(sets, "", assigned), foreign))
    assert finding.problem == (
        f"nobody knows what TeamQueues allows: foreign.json of {DAY} lacks its inline policy and its boundary"
    )
    assert finding.field == "access.assignments[2].permission_set"
    assert not list(EXISTING_SET_UNKNOWN.findings(load_existing(access(sets), foreign)))
