"""auditor-regions: the auditor reads in every region, and the line to add is printed."""

from __future__ import annotations

import pytest

from guardrails.baseline import Baseline
from guardrails.posture import compile_posture
from guardrails.posture.prove import prove
from tests.baseline.warnings.helpers import warned
from tests.baselines import SOUND, changed, load_small

ROLE = "accounts: { audit_role: § }\ntags:".replace("§", "{ trusted_account: Security/log-archive }")
STACK_SETS = (
    "  stacksets: { principal: 'arn:aws:iam::*:role/stacksets-exec-*', owner: me, reason: deploys,"
    " controls: [protect_exempt_roles, protect_audit_role, protect_trail] }\n"
)


@pytest.mark.parametrize(
    ("principal", "controls", "found"),
    [
        ("arn:aws:iam::*:role/guardrails-audit", "[deny_unused_regions]", False),
        ("arn:aws:iam::*:role/guardrails-*", "[deny_unused_regions, deny_iam_users]", False),
        ("arn:aws:iam::*:role/guardrails-audit", "[deny_iam_users]", True),
        ("arn:aws:iam::222222222222:role/guardrails-audit", "[deny_unused_regions]", True),
    ],
)
def test_who_is_exempt(principal: str, controls: str, *, found: bool) -> None:
    """The audit role must be exempt from the region guardrail, in every account."""
    entry = f"  one: {{ principal: '{principal}', controls: {controls}, owner: me, reason: reads }}\n"
    text = changed(("guardrails:\n", f"{entry}guardrails:\n"), ("tags:", ROLE))
    assert warned("auditor-regions", text).fields == ["accounts.audit_role"] * found


def test_who_needs_no_exemption() -> None:
    """Without a region guardrail, or without the role, nothing keeps the auditor from reading."""
    assert warned("auditor-regions", changed()).fields == []
    off = ROLE.replace("}", ", enabled: false }", 1)
    assert warned("auditor-regions", changed(("tags:", off))).fields == []
    free = changed(("  - control: deny_unused_regions\n", ""), ("tags:", ROLE))
    assert warned("auditor-regions", free).fields == []


@pytest.mark.slow
def test_the_proposed_line_is_taken_as_it_is() -> None:
    """Pasted under exemptions, it ends the warning, and the proof holds as before."""
    text = SOUND.replace("tags:", ROLE)
    text = text.replace("guardrails:\n", f"{STACK_SETS}guardrails:\n", 1)
    text = text.replace(
        "  - control: protect_trail\n", "  - control: protect_trail\n  - control: protect_audit_role\n"
    )
    [remedy] = warned("auditor-regions", text).remedies
    line = remedy.removeprefix("add under exemptions: ")
    assert line.startswith('auditor: { principal: "arn:aws:iam::*:role/guardrails-audit", owner: security@')
    pasted = text.replace("exemptions:\n", f"exemptions:\n  {line}\n")
    assert warned("auditor-regions", pasted).fields == []
    before, after = load_small(text), load_small(pasted)
    assert _failures(after) == _failures(before)


def _failures(baseline: Baseline) -> set[str]:
    return {failure.name for failure in prove(baseline, compile_posture(baseline)).failures}
