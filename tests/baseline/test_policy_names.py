"""Names of policies: readable, short enough, and free while nodes swap theirs."""

from __future__ import annotations

import re

from guardrails import aws_facts
from guardrails.baseline.policy_names import policy_name
from guardrails.organization import Account, OrganizationalUnit

LONG = "x" * 130


def test_a_name_says_what_and_where_and_ends_in_a_hash_of_the_id() -> None:
    """A reader finds the family and the path; the end doesn't depend on the path."""
    unit = OrganizationalUnit("ou-ex4m-workprod1", "Workloads/Prod")
    renamed = OrganizationalUnit(unit.id, "Products")
    name = policy_name(unit, "regions")
    assert re.fullmatch(r"guardrails/regions/Workloads/Prod-[0-9a-f]{8}", name)
    assert policy_name(renamed, "regions") == f"guardrails/regions/Products{name[-9:]}"


def test_another_node_at_the_same_path_has_another_name() -> None:
    """Also where the path is longer than a name."""
    for path in ("shop", LONG):
        names = {policy_name(Account(id_, path), "regions") for id_ in ("444444444441", "444444444442")}
        assert len(names) == 2


def test_long_names_of_one_node_differ() -> None:
    """The part behind the cut tells two policies apart, and no name is longer than AWS takes."""
    account = Account("444444444441", "shop")
    names = [policy_name(account, "own", LONG + end) for end in "ab"]
    assert names[0] != names[1]
    assert {len(name) for name in names} == {aws_facts.POLICY_NAME_LENGTH}
    assert {name[-9:] for name in names} == {policy_name(account, "regions")[-9:]}
