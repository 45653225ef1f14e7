"""closed-account-named: whatever still names a closed account leads nowhere soon."""

from __future__ import annotations

from tests.baseline.warnings.helpers import warned
from tests.baselines import changed

OLD = "arn:aws:iam::444444444441:role/old"
ID = "closed-account-named"
CLOSED = ("tags:", "accounts: { closed: [Workloads/Prod/shop] }\ntags:")


def test_every_part_that_names_it_is_found() -> None:
    """Values and keys, by path and by id, and an exemption by the account in its ARN."""
    text = changed(
        CLOSED,
        (
            "    Security: [eu-central-1]",
            "    Security: [eu-central-1]\n    §Workloads/Prod/shop: [eu-central-1]",
        ),
        ("everything: { amount: 1000 }", "everything: { amount: 1000, §scope: '444444444441' }"),
        ("at: [Workloads] }\n", "at: [Workloads, §Workloads/Prod/shop] }\n"),
        (
            "exemptions:\n",
            f"exemptions:\n  old:\n    §principal: {OLD}\n    owner: me\n    reason: it was\n",
        ),
    )
    found = warned(ID, text)
    assert sorted(found.fields) == [
        "access.assignments[0].at[1]",
        "budgets.limits.everything.scope",
        "exemptions.old.principal",
        "regions.overrides.Workloads/Prod/shop",
    ]


def test_a_unit_above_it_is_no_mention() -> None:
    """An open account is no matter of it either."""
    assert warned(ID, changed(CLOSED)).fields == []
    assert warned(ID, changed(("at: [Workloads] }\n", "at: [Workloads/Prod/shop] }\n"))).fields == []
