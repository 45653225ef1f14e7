"""The section `accounts`: what it takes, and what its mistakes are answered with."""

from __future__ import annotations

import pytest

from tests.baselines import changed, findings_in, load_small, located

INSIDE = "trusted_account: Security/log-archive"
STACKSETS = """\
  stacksets:
    principal: arn:aws:iam::*:role/stacksets-exec-*
    owner: platform@example.com
    reason: StackSets deploy with it
"""
ROLE = "accounts.audit_role"
CASES = (
    (
        "a unit below a unit",
        f"at: [Workloads, §Workloads/Prod], audit_role: {{ {INSIDE} }}",
        (
            "accounts.at[1]: the accounts of Workloads/Prod stand in the list twice;"
            " keep Workloads, which has everything below it"
        ),
    ),
    (
        "a unit after the root",
        f"at: [Security, §Root], audit_role: {{ {INSIDE} }}",
        (
            "accounts.at[1]: the accounts of Security stand in the list twice;"
            " keep Root, which has everything below it"
        ),
    ),
    (
        "nobody trusted",
        "audit_role: §{ external_id: abc }",
        (
            f"{ROLE}: needs either `trusted_account` or `trusted_account_id`; "
            "name who may assume the role, while it is switched off too"
        ),
    ),
    (
        "two auditors",
        f'audit_role: §{{ {INSIDE}, trusted_account_id: "999999999999", external_id: abc }}',
        f"{ROLE}: needs either `trusted_account` or `trusted_account_id`; keep one of the two",
    ),
    (
        "an outside party without an external id",
        'audit_role: §{ trusted_account_id: "999999999999" }',
        (
            f"{ROLE}: an outside party could be made to use the role for somebody else;"
            " agree on an `external_id` with it"
        ),
    ),
    (
        "an outside party that is inside",
        'audit_role: { trusted_account_id: §"222222222222", external_id: abc }',
        (
            f'{ROLE}.trusted_account_id: "222222222222" is no outside party;'
            " write trusted_account: Security/log-archive"
        ),
    ),
    (
        "a name that the deployment may not give",
        f"audit_role: {{ {INSIDE}, name: §auditor }}",
        (
            f'{ROLE}.name: "auditor" is not a name that the deployment may give a role;'
            " start it with guardrails-, and use at most 64 letters, digits and any of + = , . @ - _"
        ),
    ),
    (
        "what is no block of addresses",
        f"audit_role: {{ {INSIDE}, source_addresses: [§203.0.113.7/24] }}",
        (
            f'{ROLE}.source_addresses[0]: "203.0.113.7/24" is not a block of addresses;'
            " write it as 203.0.113.0/24"
        ),
    ),
    (
        "everywhere",
        f"audit_role: {{ {INSIDE}, source_addresses: [203.0.113.7, §'::/0'] }}",
        f'{ROLE}.source_addresses[1]: "::/0" is everywhere; leave it out',
    ),
    (
        "private addresses",
        f"audit_role: {{ {INSIDE}, source_addresses: [§10.1.0.0/16] }}",
        (
            f'{ROLE}.source_addresses[0]: "10.1.0.0/16" is private, and no call reaches AWS from there;'
            " name the addresses that AWS sees"
        ),
    ),
    (
        "an external id with a space",
        f"audit_role: {{ {INSIDE}, external_id: §'a b' }}",
        (
            f'{ROLE}.external_id: "a b" is not an external id;'
            " use 2 to 1,224 letters, digits and any of + = , . @ : / - _"
        ),
    ),
    (
        "no policy",
        f"audit_role: {{ {INSIDE}, policies: §[] }}",
        f"{ROLE}.policies: is empty; name at least one",
    ),
)
IDS = [case[0] for case in CASES]


@pytest.mark.parametrize(("section", "expected"), [case[1:] for case in CASES], ids=IDS)
def test_one_mistake_has_one_finding_where_it_stands(section: str, expected: str) -> None:
    """File, line, column, field, problem and remedy are all right, and nothing else is reported."""
    text, ((line, column),) = located(changed(("tags:", f"accounts: {{ {section} }}\ntags:")))
    assert [str(finding) for finding in findings_in(text)] == [f"baseline.yaml:{line}:{column} {expected}"]


SECTION = ("tags:", f"accounts: {{ at: [§Sandbox], audit_role: {{ {INSIDE} }} }}\ntags:")
ELSEWHERE = ("    Security: [eu-central-1]", "    Security: [eu-central-1]\n    Sandbox: [eu-west-1]")


def test_a_region_in_which_stack_sets_may_not_work() -> None:
    """A stack set works in the home region; where its role may not use that, it could never deploy."""
    text, ((line, column),) = located(changed(SECTION, ELSEWHERE))
    expected = (
        "accounts.at[0]: StackSets needs the home region, which Sandbox may not use;"
        " allow it there, or exempt arn:aws:iam::*:role/stacksets-exec-* from deny_unused_regions"
    )
    assert [str(finding) for finding in findings_in(text)] == [f"baseline.yaml:{line}:{column} {expected}"]
    exempt = changed(SECTION, ELSEWHERE, ("guardrails:\n", f"{STACKSETS}guardrails:\n"))
    assert load_small(exempt.replace("§", "")).accounts is not None


def test_services_without_which_stack_sets_cannot_work() -> None:
    """It makes stacks, and roles in them, wherever the role goes."""
    allowed = "    Workloads: { denied: [gamelift] }"
    narrow = (allowed, f"{allowed}\n    Sandbox: {{ allowed: [iam, sts, s3] }}")
    text, ((line, column),) = located(changed(SECTION, narrow))
    expected = (
        "accounts.at[0]: StackSets needs cloudformation and iam, which Sandbox may not use;"
        " allow it there, or exempt arn:aws:iam::*:role/stacksets-exec-* from deny_unused_services"
    )
    assert [str(finding) for finding in findings_in(text)] == [f"baseline.yaml:{line}:{column} {expected}"]
    section = (SECTION[0], SECTION[1].replace("§", ""))
    wide = (allowed, f"{allowed}\n    Sandbox: {{ allowed: [iam, sts, cloudformation] }}")
    assert load_small(changed(section, wide)).accounts is not None


def test_a_quarantine_that_stack_sets_stops_at() -> None:
    """What every account gets can't be put where nobody may do anything, unless an exemption says so."""
    guarded = ("guardrails:\n", "guardrails:\n  - { control: quarantine_accounts, at: [Sandbox] }\n")
    text, ((line, column),) = located(changed(SECTION, guarded))
    expected = (
        "accounts.at[0]: StackSets can do nothing in Sandbox, which is in quarantine;"
        " allow it there, or exempt arn:aws:iam::*:role/stacksets-exec-* from quarantine_accounts"
    )
    assert [str(finding) for finding in findings_in(text)] == [f"baseline.yaml:{line}:{column} {expected}"]
    exempt = (guarded[0], f"{STACKSETS}{guarded[1]}")
    assert load_small(changed(SECTION, exempt).replace("§", "")).accounts is not None


def test_a_protected_role_that_nobody_could_make() -> None:
    """The guardrail of the role must let StackSets through, whatever the exemption is called."""
    guarded = ("  - control: deny_iam_users", "  - §control: protect_audit_role\n  - control: deny_iam_users")
    section = (SECTION[0], SECTION[1].replace("§", ""))
    text, ((line, _),) = located(changed(section, guarded))
    (found,) = findings_in(text)
    assert str(found).startswith(f"baseline.yaml:{line}:")
    assert str(found).endswith(
        "guardrails[3]: keeps CloudFormation StackSets from making, changing and removing the role;"
        " exempt arn:aws:iam::*:role/stacksets-exec-* from it"
    )
    for limit in ("", "    controls: [protect_audit_role]\n"):
        exempt = ("guardrails:\n", f"{STACKSETS}{limit}guardrails:\n")
        assert load_small(changed(section, guarded, exempt).replace("§", "")).accounts is not None
    other = ("guardrails:\n", f"{STACKSETS}    controls: [protect_trail]\nguardrails:\n")
    assert len(findings_in(changed(section, guarded, other).replace("§", ""))) == 1


def test_the_guardrail_needs_the_role() -> None:
    """Without a role there is nothing to protect."""
    guarded = ("control: deny_iam_users", "§control: protect_audit_role")
    text, _ = located(changed(guarded))
    assert any(
        "has nothing to protect: the section `accounts` is missing" in str(f) for f in findings_in(text)
    )


def test_an_outside_party_with_an_external_id() -> None:
    """What is right is taken as it is written, and the rest has defaults."""
    section = 'accounts: { audit_role: { trusted_account_id: "999999999999", external_id: a-z } }\ntags:'
    accounts = load_small(changed(("tags:", section))).accounts
    assert accounts is not None
    assert accounts.at == ("Root",)
    role = accounts.audit_role
    assert (role.enabled, role.name, role.policies) == (True, "guardrails-audit", ("SecurityAudit",))
    assert (role.session_hours, role.require_mfa, role.source_addresses) == (1, False, ())
