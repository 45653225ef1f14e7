"""Warn of an exemption that frees the roles of a CDK bootstrap in more accounts than deploy the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.bootstrap import CDK_QUALIFIER, role_arn, role_pattern
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match
from guardrails.errors import counted
from guardrails.policy.language.patterns import arn_matches


def remedy_of(baseline: Baseline) -> str:
    """Say which exemption the deployment needs: of the archive account's roles, where that is a member."""
    archive = baseline.archive_account
    if archive == baseline.tree.management_account:
        return "remove it: the baseline is deployed into the management account, which no policy binds"
    return f"write {role_pattern(baseline.organization.qualifier, archive.id)}"


def _find(baseline: Baseline) -> Iterator[Match]:
    archive, home = baseline.archive_account, baseline.organization.home_region
    account_ids = [account.id for account in baseline.tree.accounts if account != archive]
    for name, exemption in baseline.exemptions.items():
        freed = [
            account
            for account in account_ids
            for qualifier in (baseline.organization.qualifier, CDK_QUALIFIER)
            if arn_matches(exemption.principal, role_arn("cfn-exec", qualifier, account, home))
        ]
        if freed:
            yield Match(
                ("exemptions", name, "principal"),
                f'"{exemption.principal}" frees whoever may deploy with CDK '
                f"in {counted(len(set(freed)), 'account')} without a part of the baseline",
                remedy_of(baseline),
            )


WIDE_DEPLOYMENT_EXEMPTION = BaselineWarning(
    id="wide-deployment-exemption",
    title="Deployment roles are exempt where the baseline is deployed, and nowhere else",
    why="Every developer who may run `cdk deploy` in an account has its bootstrap roles: where they are "
    "exempt, no guardrail binds him.",
    source="https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html",
    find=_find,
)
