"""Warn of an exemption that frees nobody, as far as the file knows."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails import aws_facts
from guardrails.aws_facts.identity_center import MARK, role_of_set, role_path
from guardrails.baseline.bootstrap import DEFAULT_QUALIFIER, role_pattern
from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.accounts import AuditRole
from guardrails.baseline.warnings import identity_center_roles as center
from guardrails.baseline.warnings.exempt_accounts import nobody_bound
from guardrails.baseline.warnings.warning import BaselineWarning, Match
from guardrails.policy.language.patterns import matches

_OF_AWS = "AWS"
"""How the names begin that Control Tower gives to its permission sets, such as AWSAdministratorAccess.

Source: https://docs.aws.amazon.com/controltower/latest/userguide/sso-groups.html
"""


def _find(baseline: Baseline) -> Iterator[Match]:
    for name, exemption in baseline.exemptions.items():
        principal = exemption.principal
        if MARK in principal and ":role/" in principal:
            reason = _of_no_set(baseline, principal)
        else:
            reason = _of_another_name(baseline, principal)
        if reason := reason or nobody_bound(baseline, exemption):
            problem, remedy = reason
            yield Match(("exemptions", name, "principal"), f'"{principal}" {problem}', remedy)


def _of_no_set(baseline: Baseline, principal: str) -> tuple[str, str] | None:
    """Say why a pattern of Identity Center's roles matches none."""
    meant = center.meant(baseline, principal)
    resource = principal.split(":", 5)[5]
    candidates = {meant, *center.sets(baseline)}
    if not any(
        matches(resource, center.role(baseline, set_name)) for set_name in candidates
    ) and not _spelt_out(baseline, resource):
        path = role_path(baseline.access_region)
        problem = f"matches no role: Identity Center makes them under {path} "
        problem += "and ends their names in 16 characters"
        return problem, f"write {center.exact(baseline, principal, meant)}"
    center_known = baseline.foreign is not None and baseline.foreign.center is not None
    if baseline.access is None or (meant.startswith(_OF_AWS) and not center_known):
        return None
    freed = center.freed(baseline, principal) or [name for name in center.sets(baseline) if name == meant]
    if not freed:
        near = aws_facts.nearest(meant, center.sets(baseline))
        remedy = f"write {center.exact(baseline, principal, near)}" if near else "correct the name"
        return f"matches no permission set of this file: there is no {meant}", remedy
    if not center.assigned(baseline, principal, freed) and not center.unread(baseline, freed):
        problem = f"matches no role: nobody has {' or '.join(freed)} in the accounts that it names"
        return problem, f"assign {freed[0]} there, or remove the exemption"
    return None


def _of_another_name(baseline: Baseline, principal: str) -> tuple[str, str] | None:
    """Say which name a role of the baseline has instead."""
    account, resource = principal.split(":", 5)[4:]
    for usual, actual, field in _renamed(baseline):
        if matches(resource, usual) and not matches(resource, actual):
            name = actual.removeprefix("role/")
            problem = f"matches no role that the baseline makes: by {field} it is {name}"
            return problem, f"write arn:aws:iam::{account}:{actual}"
    return None


def _renamed(baseline: Baseline) -> Iterator[tuple[str, str, str]]:
    """Yield roles that the baseline makes under another name than the usual: both, and the field."""
    usual = AuditRole.model_fields["name"].default
    if baseline.accounts and baseline.accounts.audit_role.name != usual:
        yield f"role/{usual}", f"role/{baseline.accounts.audit_role.name}", "accounts.audit_role.name"
    qualifier = baseline.organization.qualifier
    if qualifier != DEFAULT_QUALIFIER:
        before, after = (
            role_pattern(cdk_qualifier, "*").split(":", 5)[5]
            for cdk_qualifier in (DEFAULT_QUALIFIER, qualifier)
        )
        yield before, after, "organization.qualifier"


def _spelt_out(baseline: Baseline, resource: str) -> bool:
    """Return whether the pattern names one whole role, with the characters at its end."""
    return matches(role_of_set("*", baseline.access_region), resource)


EXEMPTION_OF_NOBODY = BaselineWarning(
    id="exemption-of-nobody",
    title="An exemption frees somebody",
    why="A pattern that matches nobody shows on the day when somebody needs it. The path of Identity "
    "Center's roles contains the region of Identity Center, unless that is us-east-1, and a role exists only "
    "where its permission set is assigned. No service control policy binds the management account, or an "
    "account that stands elsewhere. Of roles that others make, `check` knows nothing, and says nothing.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html",
    find=_find,
)
