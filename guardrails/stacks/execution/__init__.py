"""The policies that CloudFormation deploys a baseline with: what its own templates need, and no more."""

from guardrails.stacks.execution.policies import ExecutionPolicy, execution_policies

__all__ = ["ExecutionPolicy", "execution_policies"]
