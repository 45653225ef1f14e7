"""The commands with which an administrator makes the policies and the bootstrap stacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guardrails.aws_facts.arns import policy_arn
from guardrails.baseline import Baseline
from guardrails.baseline.bootstrap import TOOLKIT_STACK
from guardrails.stacks.execution.policies import ExecutionPolicy


def commands(baseline: Baseline, policies: Sequence[ExecutionPolicy], folder: str) -> Iterator[str]:
    """Yield the lines of a shell script, account by account.

    Args:
        baseline: what is deployed.
        policies: its execution policies.
        folder: where their files are.
    """
    for account in dict.fromkeys(policy.account for policy in policies):
        yield f"# in account {account}, with an administrator's credentials"
        for region in dict.fromkeys(policy.region for policy in policies if policy.account == account):
            region_policies = [
                policy for policy in policies if (policy.account, policy.region) == (account, region)
            ]
            for policy in region_policies:
                yield f"aws iam create-policy --policy-name {policy.name} \\"
                yield f"    --policy-document file://{folder}/{policy.file}"
            yield from _bootstrap(baseline, account, region, region_policies)


def _bootstrap(
    baseline: Baseline, account: str, region: str, policies: Sequence[ExecutionPolicy]
) -> Iterator[str]:
    organization, management = baseline.organization, baseline.tree.management_account.id
    trust = "" if account == management else f" --trust {management}"
    arns = ",".join(policy_arn(account, policy.name) for policy in policies)
    yield f'cdk bootstrap aws://{account}/{region} --app ""{trust} \\'
    yield f"    --qualifier {organization.qualifier} --toolkit-stack-name {TOOLKIT_STACK} \\"
    yield f"    --termination-protection --cloudformation-execution-policies {arns}"
