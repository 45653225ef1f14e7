"""The base of all stacks."""

from __future__ import annotations

from aws_cdk import App, CfnOutput, CfnWaitConditionHandle, DefaultStackSynthesizer, Environment, Stack

from guardrails.baseline import Baseline
from guardrails.baseline.bootstrap import role_arn


class BaselineStack(Stack):
    """A stack with explicit name, account, region and tags, that nobody deletes by accident."""

    def __init__(
        self,
        app: App,
        name: str,
        baseline: Baseline,
        *,
        description: str,
        account: str | None = None,
        region: str | None = None,
    ) -> None:
        organization, qualifier = baseline.tree, baseline.organization.qualifier
        account, region = account or organization.management_account.id, region or organization.home_region
        self.deployer = role_arn("cfn-exec", qualifier, account, region)
        """The role that CloudFormation deploys the stack with."""
        super().__init__(
            app,
            name,
            stack_name=name,
            description=description,
            env=Environment(account=account, region=region),
            tags=baseline.tags,
            termination_protection=True,
            analytics_reporting=False,
            # The CLI checks the bootstrap version before it deploys; in the template the rule is only noise.
            synthesizer=DefaultStackSynthesizer(qualifier=qualifier, generate_bootstrap_version_rule=False),
        )
        commit = self.node.try_get_context("commit")
        if commit:
            # An output, not a tag: CloudFormation would write a tag of the stack on each of its resources.
            CfnOutput(self, "Commit", value=str(commit))


def keep_empty(stack: BaselineStack, construct_id: str) -> None:
    """Give a stack that has nothing to declare a resource that is nothing.

    CloudFormation takes no template without resources. A stack that left the app instead would keep in AWS
    what it had, and one with termination protection can't be deleted.
    """
    CfnWaitConditionHandle(stack, construct_id)
