"""Warn of an exemption for the bootstrap that every CDK app shares."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.bootstrap import CDK_QUALIFIER, role_arn
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match
from guardrails.baseline.warnings.wide_deployment_exemption import remedy_of
from guardrails.policy.language.patterns import arn_matches


def _find(baseline: Baseline) -> Iterator[Match]:
    home = baseline.organization.home_region
    for name, exemption in baseline.exemptions.items():
        if any(
            arn_matches(exemption.principal, role_arn("cfn-exec", CDK_QUALIFIER, account.id, home))
            for account in baseline.tree.accounts
        ):
            has_own_qualifier = baseline.organization.qualifier != CDK_QUALIFIER
            qualifier_remedy = "set organization.qualifier to another one, and bootstrap with it"
            yield Match(
                ("exemptions", name, "principal"),
                f'"{exemption.principal}" frees the roles of CDK\'s default qualifier, which every app uses',
                remedy_of(baseline) if has_own_qualifier else qualifier_remedy,
            )


EXEMPT_CDK_QUALIFIER = BaselineWarning(
    id="exempt-cdk-qualifier",
    title="No exemption frees the bootstrap of other CDK apps",
    why="A plain `cdk bootstrap` makes roles of the qualifier hnb659fds for every app of an account, with "
    "AdministratorAccess: exempt, they are a way past every guardrail.",
    source="https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html",
    find=_find,
)
