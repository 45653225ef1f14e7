"""What of Identity Center stays for one deployment more."""

from __future__ import annotations

from guardrails.baseline.transition import keeping_access
from tests.baselines import OWN, SMALL, load_small

OTHER = OWN.replace("Deny", "Allow")
RENAMED = SMALL.replace("Developer", "Builder").replace("developers", "builders")


def test_what_is_renamed_stays_beside_its_new_name() -> None:
    """Unassigned, and with its policy as deployed, whatever the file of that name says now."""
    before, after = load_small(), load_small(RENAMED, {"policies/limits.json": OTHER})
    kept = keeping_access(before, after)
    assert before.access is not None
    assert after.access is not None
    assert kept.access is not None
    assert kept.access.permission_sets.keys() == {"ReadOnly", "Developer", "Builder"}
    assert kept.access.groups.keys() == {"developers", "builders"}
    assert kept.access.assignments == after.access.assignments
    texts = {name: policy.text for name, policy in kept.inline_policies.items()}
    assert texts == {"Developer": OWN, "Builder": OTHER}
    assert kept.access.permission_sets["ReadOnly"] == after.access.permission_sets["ReadOnly"]


def test_nothing_stays_where_nothing_goes() -> None:
    """The first deployment is then the new baseline already."""
    after = load_small(SMALL.replace("amount: 1000", "amount: 2000"))
    assert keeping_access(load_small(), after) == after


def test_a_whole_section_that_goes_is_no_matter() -> None:
    """Its stacks are destroyed by name, the last first."""
    start = SMALL.index("access:\n")
    without = load_small(SMALL[:start] + SMALL[SMALL.index("tags:") :])
    assert keeping_access(load_small(), without) is without
    assert keeping_access(without, load_small()) == load_small()
