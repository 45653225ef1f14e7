"""The section `accounts.break_glass`: every mistake has one finding, where it stands."""

from __future__ import annotations

import json

import pytest

from guardrails.baseline import load_text
from guardrails.posture import compile_posture
from guardrails.posture.prove import prove
from tests.baselines import EXAMPLE, TODAY, changed, findings_in, load_small, located

FIELD = "accounts.break_glass"
ROLE = "accounts: {{ audit_role: {{ trusted_account: Security/log-archive }}, {} }}\ntags:"
GUARDED = ("  - control: deny_iam_users", "  - §control: protect_exempt_roles\n  - control: deny_iam_users")
STACKSETS = """exemptions:
  stacksets: { principal: "arn:aws:iam::*:role/stacksets-exec-*", owner: me, reason: deploys }
"""
WITHOUT = (
    "sessions of roles and of Identity Center don't say that a second factor was used;"
    " name IAM users, or write `require_mfa: false` and require the second factor at sign-in"
)
CASES = (
    (
        "nobody may assume it",
        "break_glass: §{ source_addresses: [203.0.113.0/24] }",
        (
            f"{FIELD}: nobody may assume the role;"
            " name a user of the management account in `callers`, such as user/rescue-1"
        ),
    ),
    (
        "a second factor that Identity Center doesn't tell of",
        "break_glass: §{ permission_sets: [Rescue] }",
        (f"{FIELD}: permission set Rescue can never assume the role: {WITHOUT}"),
    ),
    (
        "a second factor that a role's session doesn't tell of",
        "break_glass: §{ callers: [user/rescue, role/rescue] }",
        (f"{FIELD}: role/rescue can never assume the role: {WITHOUT}"),
    ),
    (
        "everybody in the account",
        "break_glass: { callers: [§user/*] }",
        (
            f'{FIELD}.callers[0]: "user/*" is not a user or role of the management account;'
            " write it as user/NAME or role/NAME, with its path and without wildcards"
        ),
    ),
    (
        "an account as a whole",
        "break_glass: { callers: [§'111111111111'] }",
        (
            f'{FIELD}.callers[0]: "111111111111" is not a user or role of the management account;'
            " write it as user/NAME or role/NAME, with its path and without wildcards"
        ),
    ),
    (
        "a name that the deployment may not give",
        "break_glass: { callers: [user/rescue], name: §rescue }",
        (
            f'{FIELD}.name: "rescue" is not a name that the deployment may give the role;'
            " start it with break-glass, and use at most 64 letters, digits and any of + = , . @ - _"
        ),
    ),
    (
        "a role that no exemption names",
        "§break_glass: { callers: [user/rescue], name: break-glass-2 }",
        (
            f"{FIELD}: no exemption frees break-glass-2 from all controls in every account;"
            " add one with `principal: arn:aws:iam::*:role/break-glass-2` and without `controls`"
        ),
    ),
    (
        "the name of the audit role",
        "break_glass: { callers: [user/rescue], name: §guardrails-audit, enabled: false }",
        f"{FIELD}.name: is the name of the audit role too; give it another one",
    ),
    (
        "private addresses",
        "break_glass: { callers: [user/rescue], source_addresses: [§10.1.0.0/16] }",
        (
            f'{FIELD}.source_addresses[0]: "10.1.0.0/16" is private, and no call reaches AWS from there;'
            " name the addresses that AWS sees"
        ),
    ),
    (
        "a permission set that there isn't",
        "break_glass: { permission_sets: [§ReadOnli], require_mfa: false }",
        f'{FIELD}.permission_sets[0]: there is no permission set "ReadOnli"; did you mean "ReadOnly"?',
    ),
    (
        "a permission set that nobody has where callers come from",
        "break_glass: { permission_sets: [§Developer], require_mfa: false }",
        (
            f"{FIELD}.permission_sets[0]: nobody has Developer in the management account,"
            " where the caller must come from; assign it at management"
        ),
    ),
)
IDS = [case[0] for case in CASES]


@pytest.mark.parametrize(("section", "expected"), [case[1:] for case in CASES], ids=IDS)
def test_one_mistake_has_one_finding_where_it_stands(section: str, expected: str) -> None:
    """File, line, column, field, problem and remedy are all right, and nothing else is reported."""
    text, ((line, column),) = located(changed(("tags:", ROLE.format(section))))
    assert [str(finding) for finding in findings_in(text)] == [f"baseline.yaml:{line}:{column} {expected}"]


def test_stack_sets_must_be_let_through() -> None:
    """An account that joins is bound by the guardrail first, and gets the role then."""
    section = ("tags:", ROLE.format("break_glass: { callers: [user/rescue] }"))
    text, ((line, _),) = located(changed(section, GUARDED))
    (finding,) = findings_in(text)
    assert str(finding).startswith(f"baseline.yaml:{line}:")
    assert str(finding).endswith(
        "guardrails[3]: keeps CloudFormation StackSets from making the break-glass role;"
        " exempt arn:aws:iam::*:role/stacksets-exec-* from it"
    )
    exempt = changed(section, GUARDED, ("exemptions:\n", STACKSETS))
    assert load_small(exempt.replace("§", "")).accounts is not None


def test_it_goes_everywhere_whatever_at_says() -> None:
    """So a unit in which StackSets can do nothing is an error even where the audit role doesn't go."""
    section = ROLE.format("at: [Workloads], §break_glass: { callers: [user/rescue] }")
    quarantine = ("guardrails:\n", "guardrails:\n  - { control: quarantine_accounts, at: [Sandbox] }\n")
    text, ((line, column),) = located(changed(("tags:", section), quarantine))
    expected = (
        "StackSets can do nothing in Sandbox, which is in quarantine;"
        " allow it there, or exempt arn:aws:iam::*:role/stacksets-exec-* from quarantine_accounts"
    )
    (finding,) = findings_in(text)
    assert str(finding) == f"baseline.yaml:{line}:{column} {FIELD}: {expected}"


CLOSED = {
    "Version": "2012-10-17",
    "Statement": {
        "Sid": "NobodyFromManagement",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sts:AssumeRole",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": "111111111111"}},
    },
}
"""A resource control policy of somebody's own: it binds the management account's users, too."""
DENY_USERS = "  - control: deny_iam_users\n"


def _proven(more: str) -> set[tuple[str, str]]:
    """Prove the example with one more guardrail; return what fails for whom, and in which call.

    The example lets StackSets' role attach privileged policies, for the break-glass role; this one doesn't.
    """
    text, exempting = EXAMPLE.read_text("utf-8"), ", deny_privileged_policies]"
    assert (text.count(DENY_USERS), text.count(exempting)) == (1, 1)
    text = text.replace(exempting, "]")
    own = {"policies/closed.json": json.dumps(CLOSED)}
    baseline = load_text(
        text.replace(DENY_USERS, more + DENY_USERS),
        "baseline.yaml",
        today=TODAY,
        read_file=lambda name: own.get(name) or (EXAMPLE.parent / name).read_text("utf-8"),
    )
    failures = prove(baseline, compile_posture(baseline)).failures
    return {(failure.subject, failure.witness.action) for failure in failures if failure.witness}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "failures"),
    [
        ("  - control: deny_privileged_policies\n", {("accounts.break_glass", "iam:AttachRolePolicy")}),
        (
            "  - document: policies/closed.json\n",
            {("accounts.break_glass", "sts:AssumeRole"), ("trail.archive_account", "sts:AssumeRole")},
        ),
    ],
)
def test_a_guardrail_that_hinders_making_or_using_it_fails_the_proof(
    more: str, failures: set[tuple[str, str]]
) -> None:
    """No check knows of it: the proof tries the very requests that making and assuming the role take.

    Whoever keeps the management account from assuming roles keeps the deployment from the archive, too.
    """
    assert _proven(more) == failures
