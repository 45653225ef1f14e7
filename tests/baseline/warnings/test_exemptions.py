"""Exemptions that match more than they need, or nothing: where each warns, and what it says to write."""

from __future__ import annotations

import pytest

from guardrails.baseline import Baseline
from guardrails.baseline.warnings import warnings
from guardrails.errors import Finding
from tests.baselines import HERE, SMALL, changed, load_small, located

IDS = ("wide-deployment-exemption", "exempt-cdk-qualifier", "second-permission-set", "exemption-of-nobody")
ARCHIVE_ROLES = "write arn:aws:iam::222222222222:role/cdk-guardrails-*"
NO_ROLE = "remove it: the baseline is deployed into the management account, which no policy binds"
CENTER = "role/aws-reserved/sso.amazonaws.com"
ANY = "?" * 16


def _text(principal: str, *changes: tuple[str, str]) -> str:
    """Write the small baseline with one exemption more, its place marked."""
    exemption = (
        f"exemptions:\n  extra:\n    {HERE}principal: '{principal}'\n    owner: me@example.com\n"
        "    reason: Because\n"
    )
    return changed(("exemptions:\n", exemption), *changes)


def _found(baseline: Baseline) -> list[Finding]:
    return [one for one in warnings(baseline) if one.id in IDS and one.field == "exemptions.extra.principal"]


DEPLOYMENT: tuple[tuple[str, set[str]], ...] = (
    ("arn:aws:iam::*:role/cdk-guardrails-*", {"wide-deployment-exemption"}),
    ("arn:aws:iam::4*:role/cdk-*", {"wide-deployment-exemption", "exempt-cdk-qualifier"}),
    ("arn:aws:iam::*:role/cdk-hnb659fds-*", {"wide-deployment-exemption", "exempt-cdk-qualifier"}),
    ("arn:aws:iam::222222222222:role/cdk-hnb659fds-*", {"exempt-cdk-qualifier"}),
    ("arn:aws:iam::222222222222:role/cdk-guardrails-*", set()),
    ("arn:aws:iam::*:role/cdk-acme-*", set()),
    ("arn:aws:iam::*:role/break-glass-2", set()),
)


@pytest.mark.parametrize(("principal", "ids"), DEPLOYMENT)
def test_the_roles_of_a_bootstrap_are_exempt_in_the_archive_account_alone(
    principal: str, ids: set[str]
) -> None:
    """Each finding stands at the value, names it and the pattern to write."""
    text, (place,) = located(_text(principal))
    found = _found(load_small(text))
    assert {finding.id for finding in found} == ids
    for finding in found:
        assert (finding.location.line, finding.location.column) == place
        assert f'"{principal}"' in finding.problem
        assert finding.remedy == ARCHIVE_ROLES


def test_without_an_archive_account_no_deployment_needs_an_exemption() -> None:
    """Everything is deployed into the management account."""
    archive = "  archive_account: Security/log-archive\n"
    assert archive in SMALL
    text, _ = located(_text("arn:aws:iam::*:role/cdk-guardrails-*", (archive, "")))
    (finding,) = _found(load_small(text))
    assert finding.remedy == NO_ROLE


def test_a_qualifier_of_its_own_is_asked_for_first() -> None:
    """Whoever has CDK's qualifier for the baseline changes that."""
    region = "  home_region: eu-central-1\n"
    own = (region, f"{region}  qualifier: hnb659fds\n")
    text, _ = located(_text("arn:aws:iam::222222222222:role/cdk-hnb659fds-*", own))
    (finding,) = _found(load_small(text))
    assert finding.remedy == "set organization.qualifier to another one, and bootstrap with it"


SETS = ("    ReadOnly: {}\n", "    BreakGlass: {}\n    BreakGlass_Readers: {}\n    ReadOnly: {}\n")
_READERS = "    - { group: developers, at: [Workloads] }\n"
_OTHERS = "".join(
    f"    - {{ group: developers, permission_set: {name}, at: [Workloads, management] }}\n"
    for name in ("BreakGlass", "BreakGlass_Readers")
)
ASSIGNED = (_READERS, _READERS + _OTHERS)
PERMISSION_SETS = (
    (f"{CENTER}/eu-central-1/AWSReservedSSO_BreakGlass_{ANY}", "", "BreakGlass"),
    (f"{CENTER}/eu-central-1/AWSReservedSSO_BreakGlass_*", "second-permission-set", "BreakGlass"),
    (f"{CENTER}/*/AWSReservedSSO_BreakGlass_*", "second-permission-set", "BreakGlass"),
    (f"{CENTER}/eu-central-1/AWSReservedSSO_BreakGlass_Readers_*", "", "BreakGlass_Readers"),
    (f"{CENTER}/AWSReservedSSO_BreakGlass_{ANY}", "exemption-of-nobody", "BreakGlass"),
    (f"{CENTER}/eu-west-1/AWSReservedSSO_BreakGlass_*", "exemption-of-nobody", "BreakGlass"),
    (f"role/AWSReservedSSO_BreakGlass_{ANY}", "exemption-of-nobody", "BreakGlass"),
    (f"{CENTER}/eu-central-1/AWSReservedSSO_BreakGlass", "exemption-of-nobody", "BreakGlass"),
    (f"{CENTER}/eu-central-1/AWSReservedSSO_AWSAdministratorAccess_{ANY}", "", "AWSAdministratorAccess"),
    (f"{CENTER}/eu-central-1/AWSReservedSSO_BreakGlass_0a1b2c3d4e5f6071", "", "BreakGlass"),
)


@pytest.mark.parametrize(("resource", "kind", "permission_set"), PERMISSION_SETS)
def test_an_exemption_for_a_permission_set_matches_that_one(
    resource: str, kind: str, permission_set: str
) -> None:
    """Not a second one of the file, and not nobody, because the region is missing or is another one."""
    principal = f"arn:aws:iam::*:{resource}"
    text, (place,) = located(_text(principal, SETS, ASSIGNED))
    found = _found(load_small(text))
    assert [finding.id for finding in found] == ([kind] if kind else [])
    for finding in found:
        assert (finding.location.line, finding.location.column) == place
        assert f'"{principal}"' in finding.problem
        exact = f"arn:aws:iam::*:{CENTER}/eu-central-1/AWSReservedSSO_{permission_set}_{ANY}"
        assert finding.remedy == f"write {exact}"


def test_what_a_remedy_says_is_warned_of_no_more() -> None:
    """The pattern to write is right."""
    of_sets = (f"arn:aws:iam::*:{resource}" for resource, *_ in PERMISSION_SETS)
    for principal in (*(pattern for pattern, _ in DEPLOYMENT), *of_sets):
        text, _ = located(_text(principal, SETS, ASSIGNED))
        for finding in _found(load_small(text)):
            again, _ = located(_text(finding.remedy.removeprefix("write "), SETS, ASSIGNED))
            assert _found(load_small(again)) == []


def test_in_virginia_the_path_has_no_region() -> None:
    """Identity Center's first region."""
    home = ("home_region: eu-central-1", "home_region: us-east-1")
    regions = ("Security: [eu-central-1]", "Security: [us-east-1]")
    for folder, ids in (("", []), ("us-east-1/", ["exemption-of-nobody"])):
        principal = f"arn:aws:iam::*:{CENTER}/{folder}AWSReservedSSO_BreakGlass_{ANY}"
        text, _ = located(_text(principal, home, regions, SETS, ASSIGNED))
        assert [finding.id for finding in _found(load_small(text))] == ids


def test_the_path_has_the_region_of_identity_center() -> None:
    """Not the home region, where the two differ."""
    store = "  identity_store: d-99671a2b3c\n"
    elsewhere = (store, f"{store}  region: eu-west-1\n")
    for region, ids in (("eu-west-1", []), ("eu-central-1", ["exemption-of-nobody"])):
        principal = f"arn:aws:iam::*:{CENTER}/{region}/AWSReservedSSO_BreakGlass_{ANY}"
        text, _ = located(_text(principal, elsewhere, SETS, ASSIGNED))
        assert [finding.id for finding in _found(load_small(text))] == ids


AUDIT_ROLE = "audit_role: { name: guardrails-auditor, trusted_account: Security/log-archive }"
AUDIT = ("tags:", f"accounts:\n  {AUDIT_ROLE}\ntags:")
QUALIFIER = ("  home_region: eu-central-1\n", "  home_region: eu-central-1\n  qualifier: acme\n")
SHOP_ONLY = ("    reason: Because\n", "    reason: Because\n    controls: [deny_iam_users]\n")
Changes = tuple[tuple[str, str], ...]
OF_NOBODY: tuple[tuple[str, str, Changes, str, str], ...] = (
    (
        "a permission set that doesn't exist",
        f"arn:aws:iam::*:{CENTER}/eu-central-1/AWSReservedSSO_Elsewhere_{ANY}",
        (),
        "matches no permission set of this file: there is no Elsewhere",
        "correct the name",
    ),
    (
        "a permission set with a slip of the pen",
        f"arn:aws:iam::*:{CENTER}/eu-central-1/AWSReservedSSO_Devellopers_{ANY}",
        (),
        "matches no permission set of this file: there is no Devellopers",
        f"write arn:aws:iam::*:{CENTER}/eu-central-1/AWSReservedSSO_Developer_{ANY}",
    ),
    (
        "a permission set that nobody has there",
        f"arn:aws:iam::222222222222:{CENTER}/eu-central-1/AWSReservedSSO_ReadOnly_{ANY}",
        (),
        "matches no role: nobody has ReadOnly in the accounts that it names",
        "assign ReadOnly there, or remove the exemption",
    ),
    (
        "the audit role's usual name",
        "arn:aws:iam::*:role/guardrails-audit",
        (AUDIT,),
        "matches no role that the baseline makes: by accounts.audit_role.name it is guardrails-auditor",
        "write arn:aws:iam::*:role/guardrails-auditor",
    ),
    (
        "another qualifier's roles",
        "arn:aws:iam::222222222222:role/cdk-guardrails-*",
        (QUALIFIER,),
        "matches no role that the baseline makes: by organization.qualifier it is cdk-acme-*",
        "write arn:aws:iam::222222222222:role/cdk-acme-*",
    ),
    (
        "the management account",
        "arn:aws:iam::111111111111:role/deploy",
        (),
        "names the management account, which no service control policy binds",
        "remove the exemption",
    ),
    (
        "accounts that there aren't",
        "arn:aws:iam::9*:role/deploy",
        (),
        "matches no account of the organization",
        "write one of its accounts, or * for all of them",
    ),
    (
        "an account without the control",
        "arn:aws:iam::222222222222:role/deploy",
        (SHOP_ONLY,),
        "names Security/log-archive, which none of the controls that exempt it binds: deny_iam_users",
        "name one of their accounts, or let a control stand over Security/log-archive",
    ),
)


def _changed(principal: str, changes: Changes) -> str:
    text = _text(principal)
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    ("principal", "changes", "problem", "remedy"),
    [case[1:] for case in OF_NOBODY],
    ids=[case[0] for case in OF_NOBODY],
)
def test_an_exemption_of_nobody_is_warned_of(
    principal: str, changes: Changes, problem: str, remedy: str
) -> None:
    """As far as the file knows, with the line and what to write."""
    text, (place,) = located(_changed(principal, changes))
    (finding,) = (finding for finding in _found(load_small(text)) if finding.id == "exemption-of-nobody")
    assert finding.problem == f'"{principal}" {problem}'
    assert finding.remedy == remedy
    assert (finding.location.line, finding.location.column) == place


OF_SOMEBODY: tuple[tuple[str, Changes], ...] = (
    ("arn:aws:iam::444444444441:role/deploy", (SHOP_ONLY,)),
    ("arn:aws:iam::*:role/deploy", (SHOP_ONLY,)),
    ("arn:aws:iam::4*:role/deploy", ()),
    ("arn:aws:iam::*:role/guardrails-audit", ()),
    ("arn:aws:iam::*:role/guardrails-aud*", (AUDIT,)),
    (
        "arn:aws:iam::111111111111:role/deploy",
        (("guardrails:\n", "guardrails:\n  - control: require_tls_by_anybody\n"),),
    ),
)


@pytest.mark.parametrize(("principal", "changes"), OF_SOMEBODY)
def test_an_exemption_that_may_free_somebody_is_not(principal: str, changes: Changes) -> None:
    """A role that others make, an account to come, a caller whom a resource control policy binds."""
    text, _ = located(_changed(principal, changes))
    assert "exemption-of-nobody" not in {finding.id for finding in _found(load_small(text))}
