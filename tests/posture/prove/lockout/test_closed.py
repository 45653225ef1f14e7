"""A closed account: nobody has to get in, and what nobody may do there holds as before."""

from __future__ import annotations

import json

from guardrails.posture import compile_posture
from guardrails.posture.prove import ProofReport, prove
from tests.baselines import SOUND, load_small

SHOP = "Workloads/Prod/shop"
ROLES = "accounts: {{ audit_role: {{ trusted_account: Security/log-archive }}{closed} }}\ntags:"
NO_STACKS = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Deny", "Action": "cloudformation:*", "Resource": "*"},
}


def _report(at: str, *, closed: bool, text: str = SOUND) -> ProofReport:
    """Prove a baseline with the audit role everywhere, and a Deny of CloudFormation at a node."""
    section = ROLES.format(closed=f", closed: [{SHOP}]" if closed else "")
    text = text.replace("tags:", section)
    text = text.replace("guardrails:\n", f"guardrails:\n  - document: no-stacks.json\n    at: [{at}]\n")
    baseline = load_small(text, {"no-stacks.json": json.dumps(NO_STACKS)})
    return prove(baseline, compile_posture(baseline))


def _locked_out(report: ProofReport) -> list[tuple[str, int]]:
    return [
        (failure.subject, failure.accounts) for failure in report.failures if failure.name == "locked-out"
    ]


def test_no_need_is_asked_of_a_closed_account() -> None:
    """StackSets skips it; the report says that nobody asked."""
    assert ("accounts.audit_role", 1) in _locked_out(_report(SHOP, closed=False))
    report = _report(SHOP, closed=True)
    assert _locked_out(report) == []
    reasons = {entry.reason for entry in report.unasked if entry.obligation == 2}
    assert f"who gets into {SHOP}: accounts.closed lists it as suspended" in reasons


def test_the_accounts_beside_it_are_asked() -> None:
    """The Deny at its unit locks out those that are to come there, and no existing one."""
    report = _report("Workloads/Prod", closed=True)
    by_deny = [failure for failure in report.failures if "no-stacks" in failure.problem]
    assert {(failure.accounts, failure.units) for failure in by_deny} == {(0, ("Workloads/Prod",))}


def test_what_nobody_may_do_holds_there_too() -> None:
    """AWS can reopen the account for 90 days, so one that stands elsewhere alone fails for it."""
    text = SOUND.replace(
        "  - control: protect_exempt_roles\n", "  - control: protect_exempt_roles\n    at: [Security]\n"
    )
    opened, closed = (_report("Sandbox", closed=closed, text=text) for closed in (False, True))
    concerned = [
        [
            (failure.name, failure.subject, failure.accounts)
            for failure in report.failures
            if failure.obligation == 3
        ]
        for report in (opened, closed)
    ]
    assert concerned[0] == concerned[1]
    assert max(accounts for _, _, accounts in concerned[1]) == 2
    assert opened.accounts == closed.accounts == 3
