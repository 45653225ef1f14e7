"""The proof on the side of resources: what binds everybody is kept, and exempts no stranger."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from guardrails.baseline import Baseline
from guardrails.policy.language.document import RCP, SCP
from guardrails.posture import Posture, compile_posture
from guardrails.posture.prove import prove
from tests.posture.faults import (
    Fault,
    at,
    dropped,
    instead,
    key,
    operator,
    plus,
    values,
    with_,
    without_action,
    without_condition,
)
from tests.posture.rcps import OWN_RCP, rcp_baseline, with_rcps

pytestmark = pytest.mark.slow
OUTSIDE, S3, DEPUTY = "DenyOutsidePrincipals", "DenyOutsidePrincipalsS3", "DenyConfusedDeputies"
PLAIN, PLAIN_OUTSIDE, OLD = "DenyPlainAccess", "DenyPlainAccessOutside", "DenyOldTls"
KEYS = "DenyCustomerProvidedKeysByAnybody"
SUBJECT, ISSUERS = "DenyOtherSubjectsOfTokenActionsGithubusercontentCom", "DenyOtherIssuers"
OWN = "DenyBucketsElsewhere"
ORGANIZATION, SUB = "aws:PrincipalOrgID", "token.actions.githubusercontent.com:sub"


def _without(family: str, target: str = "Root") -> Fault:
    return lambda posture: replace(
        posture,
        policies=tuple(
            one for one in posture.policies if (one.type, one.family, one.target) != (RCP, family, target)
        ),
    )


def _as(kind: str, family: str) -> Fault:
    return lambda posture: replace(
        posture,
        policies=tuple(
            replace(one, type=kind) if (one.type, one.family) == (RCP, family) else one
            for one in posture.policies
        ),
    )


def _at(family: str, target: str, other: str) -> Fault:
    return lambda posture: replace(
        posture,
        policies=tuple(
            replace(one, target=other) if (one.type, one.family, one.target) == (RCP, family, target) else one
            for one in posture.policies
        ),
    )


FAULTS: dict[str, tuple[Fault, str]] = {
    "the perimeter forgotten": (_without("perimeter"), "intent-not-kept"),
    "transport forgotten": (_without("data"), "intent-not-kept"),
    "own document forgotten": (_without("own", "Workloads"), "intent-not-kept"),
    "attached as service control policies": (_as(SCP, "perimeter"), "intent-not-kept"),
    "attached so, it binds others": (_as(SCP, "data"), "denied-without-intent"),
    "at one unit alone": (_at("perimeter", "Root", "Workloads"), "intent-not-kept"),
    "a unit's at the root": (_at("own", "Workloads", "Root"), "denied-without-intent"),
    "at the management account": (_at("perimeter", "Root", "management"), "idle-target"),
    "members are strangers": (at("Root", OUTSIDE, without_condition(ORGANIZATION)), "denied-without-intent"),
    "another organization": (
        at("Root", OUTSIDE, values(ORGANIZATION, instead("o-exampleorg1", "o-exampleorg2"))),
        "intent-not-kept",
    ),
    "an organization too many": (
        at("Root", OUTSIDE, values(ORGANIZATION, plus("o-exampleorg2"))),
        "intent-not-kept",
    ),
    "anonymous callers let in": (
        at("Root", OUTSIDE, operator("BoolIfExists", "Bool")),
        "intent-not-kept",
    ),
    "IfExists lost where the key may be missing": (
        at("Root", OUTSIDE, key(ORGANIZATION, "aws:ResourceOrgID")),
        "intent-not-kept",
    ),
    "services of AWS shut out": (
        at("Root", OUTSIDE, without_condition("aws:PrincipalIsAWSService")),
        "denied-without-intent",
    ),
    "a service missing": (at("Root", OUTSIDE, without_action("kms:*")), "intent-not-kept"),
    "an action for a service": (
        at("Root", OUTSIDE, with_(actions=("s3:GetObject",))),
        "intent-not-kept",
    ),
    "a partner too many": (
        at("Root", S3, values("aws:PrincipalAccount", plus("888888888888"))),
        "intent-not-kept",
    ),
    "a partner forgotten": (
        at("Root", S3, without_condition("aws:PrincipalAccount")),
        "denied-without-intent",
    ),
    "more is public": (
        at("Root", OUTSIDE, with_(not_resources=("arn:aws:s3:::*",))),
        "intent-not-kept",
    ),
    "nothing is public": (
        at("Root", S3, with_(not_resources=(), resources=("*",))),
        "denied-without-intent",
    ),
    "deputies of any organization": (at("Root", DEPUTY, dropped), "intent-not-kept"),
    "deputies of none let in": (
        at("Root", DEPUTY, operator("StringNotEqualsIfExists", "StringEquals")),
        "intent-not-kept",
    ),
    "services that don't say for whom": (
        at("Root", DEPUTY, without_condition("aws:SourceAccount")),
        "denied-without-intent",
    ),
    "people who name an account": (
        at("Root", DEPUTY, without_condition("aws:PrincipalIsAWSService")),
        "denied-without-intent",
    ),
    "CloudTrail kept from its bucket": (
        at("Root", DEPUTY, values("aws:SourceOrgID", instead("o-exampleorg1", "o-exampleorg2"))),
        "locked-out",
    ),
    "whoever bears an exempt name": (at("Root", PLAIN_OUTSIDE, dropped), "exemption-too-wide"),
    "an exemption widened": (
        at("Root", PLAIN, values("aws:PrincipalArn", plus("arn:aws:iam::*:role/reader"))),
        "exemption-too-wide",
    ),
    "an exemption lost": (at("Root", PLAIN, without_condition("aws:PrincipalArn")), "locked-out"),
    "plain calls that say nothing": (
        at("Root", PLAIN, operator("Bool", "BoolIfExists")),
        "denied-without-intent",
    ),
    "TLS asked of TLS": (
        at("Root", PLAIN, values("aws:SecureTransport", lambda _: ("true",))),
        "denied-without-intent",
    ),
    "an older TLS": (at("Root", OLD, values("s3:TlsVersion", lambda _: ("1.1",))), "intent-not-kept"),
    "keys at the wrong unit": (_at("data", "Workloads", "Security"), "intent-not-kept"),
    "keys named or not": (
        at(
            "Workloads",
            KEYS,
            values("s3:x-amz-server-side-encryption-customer-algorithm", lambda _: ("true",)),
        ),
        "intent-not-kept",
    ),
    "another repository": (at("Root", SUBJECT, values(SUB, lambda _: ("repo:*",))), "intent-not-kept"),
    "a repository denied to nobody": (at("Root", SUBJECT, dropped), "intent-not-kept"),
    "other issuers let in": (at("Root", ISSUERS, dropped), "intent-not-kept"),
    "an own statement's network lost": (
        at("Workloads", OWN, without_condition("aws:SourceVpc")),
        "denied-without-intent",
    ),
    "an own statement's network wider": (
        at("Workloads", OWN, values("aws:SourceVpc", plus("vpc-3"))),
        "intent-not-kept",
    ),
    "an own statement's IfExists lost": (
        at("Workloads", OWN, operator("BoolIfExists", "Bool")),
        "intent-not-kept",
    ),
    "an own statement's gateway freed everywhere": (
        at("Workloads", OWN, values("aws:PrincipalArn", lambda _: ("arn:aws:iam::*:role/gateway",))),
        "exemption-too-wide",
    ),
}


@pytest.fixture(scope="module")
def bound() -> Baseline:
    """The small baseline with what binds everybody."""
    return rcp_baseline()


@pytest.fixture(scope="module")
def compiled(bound: Baseline) -> Posture:
    """What it compiles to."""
    return compile_posture(bound)


def test_without_faults_everything_holds(bound: Baseline, compiled: Posture) -> None:
    """Every intent of both types is kept, nothing else is denied, and all of it is decided."""
    report = prove(bound, compiled)
    assert (report.failures, report.unproven) == ((), ())


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_caught_by_name(name: str, bound: Baseline, compiled: Posture) -> None:
    """The proof fails, and one of the failures says what is wrong and where."""
    fault, expected = FAULTS[name]
    damaged = fault(compiled)
    assert damaged != compiled, "the fault damages nothing"
    found = prove(bound, damaged).failures
    assert expected in {one.name for one in found}


REWORDINGS: dict[str, Fault] = {
    "a negated operator is true of a missing key anyway": at(
        "Root", OUTSIDE, operator("StringNotEqualsIfExists", "StringNotEquals")
    ),
    "another name of a statement": at("Root", PLAIN, with_(sid="Plain", principal="")),
    "another order": at(
        "Root",
        DEPUTY,
        lambda one: (replace(one, actions=one.actions[::-1], conditions=one.conditions[::-1]),),
    ),
}


@pytest.mark.parametrize("name", REWORDINGS)
def test_another_wording_is_no_fault(name: str, bound: Baseline, compiled: Posture) -> None:
    """What says the same in other words is accepted."""
    reworded = REWORDINGS[name](compiled)
    assert reworded != compiled
    assert prove(bound, reworded).failures == ()


def test_an_own_document_that_keeps_the_trail_out_is_found() -> None:
    """CloudTrail writes as a service of AWS, which a careless perimeter takes for a stranger."""
    careless = json.loads(json.dumps(OWN_RCP))
    statement = careless["Statement"][0]
    statement["Condition"] = {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-exampleorg1"}}
    baseline = with_rcps("  - document: policies/own-rcp.json\n", careless)
    report = prove(baseline, compile_posture(baseline))
    kept_out = [one for one in report.failures if one.name == "locked-out"]
    assert {failure.subject for failure in kept_out} == {"trail.archive_account"}
    witnesses = [failure.witness for failure in kept_out if failure.witness]
    assert {(witness.principal, witness.action) for witness in witnesses} == {
        ("cloudtrail.amazonaws.com", "s3:PutObject"),
        ("logging.s3.amazonaws.com", "s3:PutObject"),
    }


AUDITED = "accounts: { audit_role: { trusted_account_id: '999999999999', external_id: abcdefgh } }\ntags:"
EXEMPTING = """\
  stacksets: { principal: 'arn:aws:iam::*:role/stacksets-exec-*', owner: me@example.com, reason: it }
guardrails:
  - control: protect_audit_role
  - control: deny_delegated_stack_sets
"""


def test_a_perimeter_must_let_the_outside_auditor_in() -> None:
    """He assumes the audit role from an account of another organization, which the perimeter denies."""
    changes = (("tags:", AUDITED), ("guardrails:\n", EXEMPTING))
    shut = with_rcps("  - control: deny_outside_principals\n", OWN_RCP, *changes)
    [failure] = prove(shut, compile_posture(shut)).failures
    assert (failure.name, failure.subject) == ("locked-out", "accounts.audit_role")
    assert failure.witness is not None
    assert failure.witness.principal.startswith("arn:aws:iam::999999999999:")
    assert 'partners_of: { sts: ["999999999999"] }' in failure.remedy
    partner = '    parameters: { partners_of: { sts: ["999999999999"] } }\n'
    opened = with_rcps(f"  - control: deny_outside_principals\n{partner}", OWN_RCP, *changes)
    assert prove(opened, compile_posture(opened)).failures == ()


def test_an_exemption_that_ends_is_proven_for_resources_too() -> None:
    """Policies that exempt for ever are caught by the day on which it should be over."""
    ends = ("    reason: Restores access\n", "    reason: Restores access\n    expires: 2027-01-31\n")
    dated = with_rcps("  - control: require_tls_by_anybody\n", OWN_RCP, ends)
    assert prove(dated, compile_posture(dated)).failures == ()
    for_ever = compile_posture(with_rcps("  - control: require_tls_by_anybody\n"))
    sids = {one.sid for policy in compile_posture(dated).declared for one in policy.document.statements}
    assert {"DenyPlainAccess", "DenyPlainAccessOutside", "DenyPlainAccessAfter20270131"} <= sids
    rcps = tuple(one for one in for_ever.policies if one.type == RCP)
    scps = tuple(one for one in compile_posture(dated).policies if one.type == SCP)
    found = prove(dated, replace(for_ever, policies=(*scps, *rcps))).failures
    assert {one.name for one in found} == {"exemption-too-wide"}
