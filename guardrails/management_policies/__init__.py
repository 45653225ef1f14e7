"""AWS Organizations' management policies: what each type may say, and what comes of several of them.

A management policy sets what a service does in an account, where a service control policy says what may be
asked of it. AWS's newest pages call all of these types declarative policies.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_management_policies.html
"""

from guardrails.management_policies.inheritance import Conflict, Contribution, InheritedState
from guardrails.management_policies.model import ManagementPolicy
from guardrails.management_policies.registry import BY_API_NAME, BY_ID, BY_ROOT, ManagementPolicyType

__all__ = [
    "BY_API_NAME",
    "BY_ID",
    "BY_ROOT",
    "Conflict",
    "Contribution",
    "InheritedState",
    "ManagementPolicy",
    "ManagementPolicyType",
]
