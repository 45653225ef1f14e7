"""Every private name of ministack that the emulator stands on.

Nothing else in this package imports ministack. The version is pinned exactly, and `CONTRACT` lists what must
be there: `tests/emulator/test_contract.py` holds it.
"""

from emulator.hooks.cloudformation import (
    Provisioner,
    create_under_a_new_name,
    differences,
    generated_name,
    install_resource_types,
)
from emulator.hooks.contract import CONTRACT, MINISTACK_VERSION, Hook
from emulator.hooks.gateway import (
    SCOPED_STORES,
    Answer,
    Asgi,
    Handler,
    call,
    current_account,
    current_region,
    gateway,
    handler_of,
    recognize,
    route,
    service_module,
)
from emulator.hooks.iam import (
    Call,
    Refusal,
    allowed_by,
    call_by,
    correct_conditions,
    denied_by,
    limit_calls,
    parse_policy,
    role_arn,
)
from emulator.hooks.operations import (
    OperationWatcher,
    ResourceRequest,
    StackOperation,
    context_of,
    resumed,
    watch_operations,
)
from emulator.hooks.services import (
    bucket_owner,
    default_s3_key,
    deliver_nothing,
    keep_deletion_protection,
    log_group,
    take_tags_of_dashboards,
)

__all__ = [
    "CONTRACT",
    "MINISTACK_VERSION",
    "SCOPED_STORES",
    "Answer",
    "Asgi",
    "Call",
    "Handler",
    "Hook",
    "OperationWatcher",
    "Provisioner",
    "Refusal",
    "ResourceRequest",
    "StackOperation",
    "allowed_by",
    "bucket_owner",
    "call",
    "call_by",
    "context_of",
    "correct_conditions",
    "create_under_a_new_name",
    "current_account",
    "current_region",
    "default_s3_key",
    "deliver_nothing",
    "denied_by",
    "differences",
    "gateway",
    "generated_name",
    "handler_of",
    "install_resource_types",
    "keep_deletion_protection",
    "limit_calls",
    "log_group",
    "parse_policy",
    "recognize",
    "resumed",
    "role_arn",
    "route",
    "service_module",
    "take_tags_of_dashboards",
    "watch_operations",
]
