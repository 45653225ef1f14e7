"""What `check` finds that a synthesis would refuse for want of room."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from guardrails.errors import Finding
from guardrails.posture import compile_posture
from guardrails.stacks.alerts.alarms.catalogue import CATALOGUE
from guardrails.stacks.alerts.room import filters
from guardrails.stacks.limits import ROOMS, room_findings
from guardrails.stacks.trail.room import QUERY_BYTES
from guardrails.stacks.trail.room import findings as trail_findings
from tests.baselines import REPOSITORY, SOUND, load_small

WATCHED = "alerts: { subscribers: { critical: { emails: [ops@example.com] } } }\n"


def _with_accounts(count: int, more: str = "") -> str:
    names = ", ".join(f'a{number}: "5{number:011}"' for number in range(count))
    return SOUND.replace('accounts: { shop: "444444444441" }', f"accounts: {{ {names} }}") + more


def _room(text: str) -> list[Finding]:
    baseline = load_small(text)
    return room_findings(baseline, compile_posture(baseline))


def test_there_is_room_for_a_few() -> None:
    """Of everything."""
    assert _room(_with_accounts(10, WATCHED)) == []


def test_assignments_that_the_stacks_do_not_hold() -> None:
    """With a number of stacks that is enough, and that the baseline takes."""
    text = _with_accounts(500)
    (found,) = _room(text)
    assert found.field == "access.stacks"
    assert "at most 450 fit" in found.problem
    stacks = found.remedy.removeprefix("set access.stacks to ").split(";", maxsplit=1)[0]
    assert _room(text.replace("  permission_sets:", f"  stacks: {stacks}\n  permission_sets:")) == []


def test_more_stacks_than_two_hundred_are_taken() -> None:
    """A hundred groups in a thousand accounts are no limit."""
    assert _room(SOUND.replace("  permission_sets:", "  stacks: 346\n  permission_sets:")) == []


def test_more_budgets_than_a_stack_holds() -> None:
    """Said before anything is synthesized."""
    limits = "".join(f"    b{number}: {{ amount: 1 }}\n" for number in range(460))
    (found,) = _room(SOUND.replace("    everything: { amount: 1000 }\n", limits))
    assert found.field == "budgets.stacks"


def test_more_filters_than_a_log_group_takes() -> None:
    """One for each ten accounts with a list of their own; so many policies don't fit either."""
    lists = "".join(f"    Workloads/Prod/a{number}: [eu-central-1]\n" for number in range(0, 3000, 2))
    text = _with_accounts(3000, WATCHED).replace(
        "  overrides:\n    Security", f"  overrides:\n{lists}    Security", 1
    )
    text = text.replace("    - { group: developers, at: [Workloads] }\n", "")
    alerts, policies = _room(text)
    assert alerts.field == "alerts"
    assert "a log group takes 100" in alerts.problem
    assert policies.field == "guardrails"
    assert "at most 500 fit" in policies.problem


@pytest.mark.parametrize(("length", "fields"), [(1024, []), (1025, ["alerts.alarms.root-use"])])
def test_a_pattern_longer_than_a_filter_takes(length: int, fields: list[str]) -> None:
    """It has names of the baseline in it, as long as those are."""
    baseline = load_small(SOUND + WATCHED)
    alarms = (replace(CATALOGUE[0], id="root-use", patterns=("x", "x" * length)),)
    assert [finding.field for finding in filters(baseline, alarms)] == fields


def test_a_trust_policy_that_iam_does_not_take() -> None:
    """Every block of addresses is a part of it."""
    blocks = ", ".join(f"11.{number}.0.0/24" for number in range(200))
    audit_role = f"trusted_account: Security/log-archive, source_addresses: [{blocks}]"
    role = f"accounts: {{ audit_role: {{ {audit_role} }} }}\n"
    exempt = (
        "  stacksets:\n    principal: 'arn:aws:iam::*:role/stacksets-exec-*'\n    owner: a\n    reason: b\n"
    )
    text = SOUND.replace("guardrails:\n", f"{exempt}guardrails:\n", 1) + role
    (finding,) = _room(text)
    assert finding.field == "accounts.audit_role"
    assert "characters besides white space; IAM takes 2,048" in finding.problem
    assert finding.location.line


def test_a_query_that_names_more_principals_than_athena_takes() -> None:
    """One query asks what the principals of exemptions did, and names each of them."""
    roles = [f"{number:04}-{'x' * 100}" for number in range(1200)]
    exemptions = "".join(
        f"  e{number}:\n    principal: 'arn:aws:iam::*:role/{role}'\n    owner: a\n    reason: b\n"
        for number, role in enumerate(roles)
    )
    searched = SOUND.replace("trail:\n", "trail:\n  search: {}\n", 1)
    assert _room(searched) == []
    baseline = load_small(searched.replace("guardrails:\n", f"{exemptions}guardrails:\n", 1))
    (finding,) = trail_findings(baseline, compile_posture(load_small(searched)))
    assert finding.field == "trail.search"
    assert f"Athena takes {QUERY_BYTES:,}" in finding.problem
    assert finding.location.line


def test_every_stack_exports_its_own_check_of_room() -> None:
    """The central file collects them, so that a new stack can't be left out."""
    stacks = REPOSITORY / "guardrails" / "stacks"
    folders = {file.parent.name for file in stacks.glob("*/stack.py")} - {"common"}
    assert {room.__module__ for room in ROOMS} == {f"guardrails.stacks.{name}.room" for name in folders}


def test_room_is_checked_without_cdk() -> None:
    """`check` answers without Node: no stack is needed to know whether there is room for it."""
    program = "import sys, guardrails.stacks.limits; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True, cwd=REPOSITORY
    )
    assert not {"aws_cdk", "constructs", "jsii"} & set(answer.stdout.split())
