"""Every check passes on a sound organization, fails on its fault, and never passes what is unknown."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from guardrails.capture import Capture
from guardrails.capture.model import RefusedRead
from guardrails.capture.sections.accounts import CapturedAccessKey, CapturedRootUser
from guardrails.preflight import PreflightViolation, Unknown, checks, examine
from guardrails.preflight.checks import __path__ as files
from guardrails.preflight.trust import trusted_accounts
from tests.capture.captures import denial, policy
from tests.preflight import cases
from tests.preflight.cases import CASES, Case, inspection, sound

KNOWS_NOTHING = ("organization", "policies", "trails", "alerts", "budgets", "access", "stacks", "accounts")


def _outcomes(id_: str, capture: Capture, text: str = cases.TEXT) -> list[PreflightViolation | Unknown]:
    return list(checks()[id_].check(inspection(capture, text)))


def test_every_file_is_a_check_with_a_case() -> None:
    """No file is left out, no id stands twice, and every check has its faults here."""
    modules = [file.stem for file in Path(files[0]).glob("*.py") if file.stem != "__init__"]
    assert len(checks()) == len(modules)
    assert {check.check.__module__.rpartition(".")[2] for check in checks().values()} == set(modules)
    assert set(CASES) == set(checks())


def test_a_sound_organization_passes_every_check() -> None:
    """Nothing is found, and nothing is unknown."""
    assert [result for result in examine(inspection(sound())) if not result.passed] == []


@pytest.mark.parametrize(("id_", "case"), CASES.items(), ids=CASES)
def test_a_fault_is_found(id_: str, case: Case) -> None:
    """The check names what is at fault, and a remedy."""
    violations = [
        outcome
        for outcome in _outcomes(id_, case.fails(sound()), case.text)
        if isinstance(outcome, PreflightViolation)
    ]
    assert any(violation.subject.startswith(case.subject) for violation in violations), violations
    assert all(violation.problem and violation.remedy for violation in violations)


@pytest.mark.parametrize(("id_", "case"), CASES.items(), ids=CASES)
def test_the_unknown_never_passes(id_: str, case: Case) -> None:
    """The check names the action that is missing; one that reads no capture has nothing to miss."""
    if case.unknown is None:
        assert checks()[id_].reads == ()
        return
    unknown = [
        outcome
        for outcome in _outcomes(id_, case.unknown(sound()), case.text)
        if isinstance(outcome, Unknown)
    ]
    assert case.action in {action for outcome in unknown for action in outcome.actions}, unknown


@pytest.mark.parametrize("id_", [id_ for id_, check in checks().items() if check.reads])
def test_a_capture_that_knows_nothing_passes_no_check(id_: str) -> None:
    """Every check that reads a capture says that it can't decide."""
    empty = sound().model_copy(update=dict.fromkeys(KNOWS_NOTHING))
    assert any(isinstance(outcome, Unknown) for outcome in _outcomes(id_, empty, CASES[id_].text))


@pytest.mark.parametrize(("id_", "section"), [(i, s) for i, c in checks().items() for s in c.reads])
def test_a_check_names_the_sections_that_it_reads(id_: str, section: str) -> None:
    """Where a fault stands, taking the section away makes it unknown."""
    capture = CASES[id_].fails(sound()).model_copy(update={section: None})
    assert any(isinstance(outcome, Unknown) for outcome in _outcomes(id_, capture, CASES[id_].text))


def test_only_the_refused_action_is_named() -> None:
    """Of several actions that would tell, the one that AWS refused is missing."""
    capture = cases.refused("access", "identitystore:ListGroups")(cases.access(groups=None)(sound()))
    [unknown] = _outcomes("PF-NAM-002", capture)
    assert isinstance(unknown, Unknown)
    assert unknown.actions == ("identitystore:ListGroups",)


def test_a_suspended_account_gets_the_line_that_lists_it() -> None:
    """The remedy keeps the accounts that the list has already."""
    suspended = cases.account(cases.MEMBER, state="SUSPENDED")(sound())
    [violation] = _outcomes("PF-ACC-003", suspended, cases.closing("Sandbox/sandbox-ada"))
    assert isinstance(violation, PreflightViolation)
    assert violation.remedy == (
        "write closed: [Sandbox/sandbox-ada, Workloads/Prod/shop] under accounts, or bring the account back"
    )


@pytest.mark.parametrize("state", ["SUSPENDED", "PENDING_CLOSURE", "CLOSED"])
def test_nothing_is_expected_of_a_closed_account(state: str) -> None:
    """It lacks roles, details and contacts, and no check of the whole preflight minds."""
    closed = cases.account(cases.MEMBER, state=state)(sound())
    details = tuple(entry for entry in closed.accounts or () if entry.id != cases.MEMBER)
    capture = closed.model_copy(update={"accounts": details})
    text = cases.closing("Workloads/Prod/shop")
    assert [result for result in examine(inspection(capture, text)) if not result.passed] == []


def test_a_closed_account_is_left_out_where_the_states_are_unknown() -> None:
    """Without the states, the file's list says whose inside nobody can know."""
    unknown = cases.organization(accounts=None)(sound())
    details = tuple(entry for entry in unknown.accounts or () if entry.id != cases.MEMBER)
    capture = unknown.model_copy(update={"accounts": details})
    assert _outcomes("PF-ROL-001", capture, cases.closing("Workloads/Prod/shop")) == []
    assert _outcomes("PF-ROL-001", capture) != []


OWN = {
    "PF-NAM-001": "arn:aws:sso:::instance/ssoins-69871a2b3c4d5e6f|arn:aws:sso:::permissionSet/ssoins-1/ps-1",
    "PF-NAM-002": "g-1|d-99671a2b3c",
    "PF-NAM-003": cases.BUDGET.name,
    "PF-NAM-004": "organization-trail",
    "PF-NAM-005": "a",
    "PF-NAM-006": "a",
    "PF-NAM-007": "arn:aws:sns:eu-central-1:111111111111:guardrails-alerts-critical",
    "PF-NAM-008": "guardrails-audit-role:1f0c-uuid",
    "PF-POL-002": "p-other",
}
"""The physical id by which a stack lists what has the name, by check."""


@pytest.mark.parametrize(("id_", "physical"), OWN.items(), ids=OWN)
def test_a_name_of_our_own_is_not_taken(id_: str, physical: str) -> None:
    """The second deployment finds what the first one made."""
    assert _outcomes(id_, cases.ours(physical)(CASES[id_].fails(sound()))) == []


@pytest.mark.parametrize(("id_", "physical"), OWN.items(), ids=OWN)
def test_a_name_that_an_import_takes_over_is_not_taken(id_: str, physical: str) -> None:
    """Before the import the resource is of nobody's stack; the mapping says that it will be."""
    fault = inspection(CASES[id_].fails(sound()))
    parts = dict.fromkeys(physical.replace(":1f0c", "|").split("|"), frozenset[str]())
    assert list(checks()[id_].check(replace(fault, imports=parts))) == []
    assert list(checks()[id_].check(replace(fault, imports={"another": frozenset()}))) != []


def test_a_policy_that_is_imported_needs_no_second_slot() -> None:
    """But where it stays attached to a target for which no stack imports it."""
    fault = inspection(CASES["PF-POL-003"].fails(sound()))
    check, policies = checks()["PF-POL-003"].check, fault.capture.policies or ()
    [violation] = check(fault)
    assert isinstance(violation, PreflightViolation)
    imports = {policy.id: frozenset(policy.targets or ()) for policy in policies if not policy.aws_managed}
    assert list(check(replace(fault, imports=imports))) == []
    elsewhere = dict.fromkeys(imports, frozenset({"ou-other"}))
    assert list(check(replace(fault, imports=elsewhere))) == [violation]


@pytest.mark.parametrize(
    "id_", ["PF-ORG-002", "PF-ORG-003", "PF-ORG-004", "PF-ORG-006", "PF-TRL-002", "PF-USR-005"]
)
def test_what_one_call_corrects_has_the_call(id_: str) -> None:
    """The call is data: service, operation and arguments."""
    violations = [
        outcome
        for outcome in _outcomes(id_, CASES[id_].fails(sound()))
        if isinstance(outcome, PreflightViolation)
    ]
    assert violations
    assert all(violation.fix_call is not None for violation in violations)


def test_a_change_in_place_replaces_nothing() -> None:
    """Only the properties that CloudFormation's schemas name make a new resource."""
    topic = {**cases.TOPIC, "Properties": {"TopicName": "a", "DisplayName": "B"}}
    assert _outcomes("PF-DEP-002", cases.deployed({"Resources": {"Topic": topic}})(sound())) == []


@pytest.mark.parametrize(("policy", "words"), [("Retain", "stays in AWS"), ("Delete", "is deleted")])
def test_a_deletion_names_what_stays(policy: str, words: str) -> None:
    """A resource that CloudFormation retains leaves the stack alone."""
    group = {**cases.GROUP, "DeletionPolicy": policy}
    template = {"Resources": {"Topic": cases.TOPIC, "Group": group}}
    [violation] = _outcomes("PF-DEP-001", cases.deployed(template)(sound()))
    assert words in violation.problem


def test_a_stack_that_no_section_deploys_any_more_is_named() -> None:
    """CDK leaves it in AWS; the bootstrap isn't of the assembly, and is fine."""
    [violation] = _outcomes("PF-DEP-001", cases.deployed({"Resources": {}}, "guardrails-budgets")(sound()))
    assert violation.subject == "guardrails-budgets"


def test_without_an_assembly_nothing_is_compared_with_it() -> None:
    """Such a check neither passes nor fails."""
    without = replace(inspection(sound()), templates=None)
    run = {result.check.id for result in examine(without)}
    assert set(checks()) - run == {"PF-DEP-001", "PF-DEP-002"}


@pytest.mark.slow
def test_a_capture_calls_every_action_that_a_check_names() -> None:
    """No remedy allows an action that would tell nothing."""
    from guardrails.live.capture import policy_actions  # noqa: PLC0415 # boto3, for which the others don't wait

    named = {
        action
        for file in Path(files[0]).parent.rglob("*.py")
        for action in re.findall(r"unknown\((.*?)\)\n", file.read_text(encoding="utf-8"), re.DOTALL)
        for action in re.findall(r'"([a-z-]+:[A-Z]\w+)"', action)
    }
    assert len(named) > len(CASES) / 2
    assert named <= set(policy_actions())


RESCUERS = [f"arn:aws:iam::{cases.MANAGEMENT}:user/rescue-{number}" for number in (1, 2)]


@pytest.mark.parametrize(
    ("callers", "trusted"),
    [
        (RESCUERS, ""),
        ([*RESCUERS, "arn:aws:iam::111111111111:user/eve"], "user/eve"),
        ([], "everybody in 111111111111"),
    ],
)
def test_the_break_glass_role_trusts_the_callers_alone(callers: list[str], trusted: str) -> None:
    """The trust policy names them by a condition; without one it lets the whole account in."""
    document = json.loads(cases.trust(cases.MANAGEMENT))
    document["Statement"][0]["Condition"] = {"ArnLike": {"aws:PrincipalArn": callers}} if callers else {}
    outcomes = _outcomes("PF-ROL-001", cases.management(roles={"break-glass": json.dumps(document)})(sound()))
    assert bool(outcomes) == bool(trusted)
    assert all(trusted in outcome.problem for outcome in outcomes)


def test_an_account_that_lets_nobody_in_is_named_with_the_action() -> None:
    """The capture has it without any content; the role couldn't be assumed there."""
    shut = cases.inside(
        cases.ARCHIVE, dict.fromkeys(("root", "users", "password_policy", "contacts", "roles"))
    )
    call = RefusedRead(
        reader="accounts",
        action="sts:AssumeRole",
        code="AccessDenied",
        message="no",
        unknown="anything",
        about=(cases.ARCHIVE,),
    )
    capture = shut(sound()).model_copy(update={"refused": (call,)})
    [unknown] = _outcomes("PF-USR-001", capture)
    assert isinstance(unknown, Unknown)
    assert (unknown.subject, unknown.actions) == ("Security/log-archive", ("sts:AssumeRole",))


def test_a_pilot_has_the_roles_in_its_scope_alone() -> None:
    """With the scope Sandbox, no other member needs the break-glass role."""
    text = cases.TEXT.replace("guardrails:\n", "scope: [Sandbox]\nguardrails:\n", 1)
    capture = CASES["PF-ROL-001"].fails(sound())
    subjects = {outcome.subject for outcome in _outcomes("PF-ROL-001", capture, text)}
    assert subjects == {"management", "Sandbox/sandbox-ada"}


def test_without_control_tower_its_checks_find_nothing() -> None:
    """Another team's policy in the Security unit is no landing zone."""
    other = cases.policies(policy("company", denial("s3:*"), "ou-ex4m-security"))(sound())
    assert _outcomes("PF-CTR-001", other) == _outcomes("PF-CTR-002", other) == []
    elsewhere = CASES["PF-CTR-001"].fails(sound())
    assert _outcomes("PF-CTR-002", elsewhere) == []


TAGS_ALONE = {"StringLikeIfExists": {"organizations:PolicyType": ["TAG_POLICY"]}}
SCPS_TOO = {"StringEquals": {"organizations:policytype": "SERVICE_CONTROL_POLICY"}}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (cases.delegation("organizations:Describe*", "organizations:ListPolicies"), ""),
        (cases.delegation("organizations:*"), "AttachPolicy, DeletePolicy, DetachPolicy"),
        (cases.delegation("ORGANIZATIONS:updatepolicy"), "UpdatePolicy"),
        (cases.delegation("organizations:UpdatePolicy", Effect="Deny"), ""),
        (cases.delegation("organizations:UpdatePolicy", Condition=TAGS_ALONE), ""),
        (cases.delegation("organizations:UpdatePolicy", Condition=SCPS_TOO), "UpdatePolicy"),
        (cases.delegation(NotAction=["organizations:Attach*"]), "DeletePolicy, DetachPolicy"),
    ],
)
def test_a_delegation_counts_where_it_changes_policies_of_our_types(text: str, named: str) -> None:
    """Reading isn't a change, and tag policies aren't of the baseline."""
    outcomes = _outcomes("PF-ORG-007", cases.organization(resource_policy=text)(sound()))
    assert [named in outcome.problem for outcome in outcomes] == ([True] if named else [])


def test_a_root_user_without_a_password_needs_no_second_factor() -> None:
    """AWS takes the credentials of a member's root user away where somebody removes them centrally."""
    for password, failures in ((True, 1), (None, 1), (False, 0)):
        root = CapturedRootUser(mfa=False, keys=False, password=password)
        assert len(_outcomes("PF-USR-001", cases.management(root=root)(sound()))) == failures


def test_a_key_of_unknown_age_is_unknown() -> None:
    """A credential report may have no day for it."""
    capture = cases.user(keys=(CapturedAccessKey(created=""),))(sound())
    [unknown] = _outcomes("PF-USR-003", capture)
    assert isinstance(unknown, Unknown)


@pytest.mark.parametrize(
    ("principal", "trusted"),
    [
        ({"AWS": "arn:aws:iam::222222222222:role/x"}, {"222222222222"}),
        ({"AWS": ["222222222222", "*"]}, {"222222222222", "*"}),
        (
            {"Federated": "arn:aws:iam::111111111111:saml-provider/idp"},
            {"arn:aws:iam::111111111111:saml-provider/idp"},
        ),
        ({"Service": "ec2.amazonaws.com"}, set()),
        ("*", {"*"}),
        (None, {"*"}),
    ],
)
def test_everybody_whom_a_role_trusts_is_named(principal: object, trusted: set[str]) -> None:
    """Identity providers count, and a NotPrincipal lets in everybody else."""
    policy = {"Statement": {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}}
    assert trusted_accounts(json.dumps(policy)) == trusted


def test_a_trust_that_cannot_be_read_trusts_anybody() -> None:
    """A report is better than a traceback."""
    assert trusted_accounts("no JSON") == {"*"}


@pytest.mark.parametrize(
    ("policies", "problem"),
    [
        (["guardrails-execution", "guardrails-execution-2"], ""),
        (["guardrails-execution-budgets"], ""),
        (["guardrails-execution", "guardrails-execution-archive"], ""),
        (["guardrails-executioner"], "has no policy guardrails-execution"),
        (["guardrails-execution", "extra"], "also has the policy arn:aws:iam::111111111111:policy/extra"),
        ([], "has no policy guardrails-execution"),
    ],
)
def test_the_derived_policies_alone_deploy(policies: list[str], problem: str) -> None:
    """Each region's role has those of its own stacks, by names that begin alike."""
    arns = tuple(f"arn:aws:iam::111111111111:policy/{name}" for name in policies)
    execute, deploy = cases.bootstrap_roles()
    roles = (execute.model_copy(update={"policies": arns}), deploy)
    outcomes = _outcomes("PF-BTS-003", cases.stacks(roles=roles)(sound()))
    problems = [outcome.problem for outcome in outcomes]
    assert (problem in problems) if problem else (problems == [])
