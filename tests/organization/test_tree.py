"""The tree: what stands where, below what."""

from __future__ import annotations

import pytest

from guardrails.organization import Account, Organization, OrganizationalUnit, Root

SHOP, AUDIT, LEGACY = Account("3", "Work/Prod/shop"), Account("2", "Safe/audit"), Account("4", "legacy")
PROD = OrganizationalUnit("ou-3", "Work/Prod", accounts=(SHOP,))
WORK = OrganizationalUnit("ou-2", "Work", units=(PROD,))
SAFE = OrganizationalUnit("ou-1", "Safe", accounts=(AUDIT,))
MANAGEMENT = Account("1", "management")
TREE = Organization("o-1", "eu-west-1", MANAGEMENT, Root("r-1", units=(SAFE, WORK), accounts=(LEGACY,)))


def test_parents_stand_before_their_children() -> None:
    """From the root down, units before accounts, in the order of the file."""
    assert [node.path for node in TREE.nodes] == [
        "Root", "Safe", "Safe/audit", "Work", "Work/Prod", "Work/Prod/shop", "legacy",
    ]  # fmt: skip
    assert [node.name for node in TREE.lineage("Work/Prod/shop")] == ["Root", "Work", "Prod", "shop"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Root", ["Safe/audit", "Work/Prod/shop", "legacy"]),
        ("Work", ["Work/Prod/shop"]),
        ("legacy", ["legacy"]),
        ("management", ["management"]),
    ],
)
def test_accounts_are_selected_by_path(path: str, expected: list[str]) -> None:
    """A unit means every account below; the management account is meant only when it is named."""
    assert [account.path for account in TREE.accounts_under(path)] == expected


def test_the_management_account_stands_beside_the_tree() -> None:
    """It has a path and no parent, and is no member account."""
    assert TREE.by_path["management"] is MANAGEMENT
    assert "management" not in TREE.parents
    assert MANAGEMENT not in TREE.accounts
    assert TREE.lineage("management") == (MANAGEMENT,)


def test_what_isnt_there_is_a_key_error() -> None:
    """Paths are checked where a baseline is loaded; later, a wrong one is a mistake of ours."""
    for ask in (TREE.accounts_under, TREE.lineage):
        with pytest.raises(KeyError):
            ask("Nowhere")
