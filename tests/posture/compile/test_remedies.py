"""Remedies for a node without room: offered where they help, and left out where they don't."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from guardrails.errors import Finding, InputError
from guardrails.posture import compile_posture
from tests.baselines import OWN, changed, load_small

TRAIL = ("  - control: protect_trail\n", "")
SECURITY = "  - document: policies/own.json\n    at: [Security]\n"
REGIONS = "regions:\n  allowed"
LOWER = "attach protect_trail to what is in it"


def _findings(*changes: tuple[str, str], files: dict[str, str] | None = None) -> Sequence[Finding]:
    with pytest.raises(InputError) as caught:
        compile_posture(load_small(changed(*changes), files))
    return caught.value.findings


def test_where_one_guardrail_less_is_not_enough_the_finding_says_how_many() -> None:
    """Three documents and one slot: the second is the first without room, and two have to go."""
    documents = "".join(f"  - document: p{number}.json\n    at: [Security]\n" for number in range(3))
    (finding,) = _findings(
        (SECURITY, documents),
        ("  - control: deny_unused_regions\n", ""),
        ("  - control: deny_unused_services\n", ""),
        TRAIL,
        (REGIONS, f"  quotas: {{ scp_attached: 2 }}\n{REGIONS}"),
        files={f"p{number}.json": OWN for number in range(3)},
    )
    assert finding.field == "guardrails (p1.json)"
    assert finding.remedy.endswith(", or take 2 of its 3 guardrails away, the largest first")


def _full_root(reserved: str) -> tuple[tuple[str, str], ...]:
    role = "arn:aws:iam::*:role/deployment/of-one-team-among-many"
    entries = "".join(
        f"  r{number:03}: {{ principal: '{role}/{number:03}', owner: me, reason: it }}\n"
        for number in range(60)
    )
    slots = f"  reserved_slots: {{ overrides: {{ Root: 8{reserved} }} }}\n"
    return ("exemptions:\n", f"exemptions:\n{entries}"), (REGIONS, slots + REGIONS)


def test_attaching_it_lower_is_offered_only_if_everything_below_has_room() -> None:
    """The sandbox has no slot left, so the guardrail can't stand there."""
    findings = _findings(*_full_root(", Sandbox: 10"))
    (of_root,) = (finding for finding in findings if "characters at Root" in finding.problem)
    assert LOWER not in of_root.remedy


def test_few_units_are_named_without_dots() -> None:
    """Dots say that there are more; three are all."""
    (finding,) = _findings(*_full_root(""), ('  accounts: { legacy: "888888888888" }\n', ""))
    assert f"{LOWER} (Security, Workloads, Sandbox) and to what joins it later" in finding.remedy
