"""Check that ministack has its version, and the private names that the hooks use."""

# These modules exist to touch ministack's private names, so that no other one does.
from __future__ import annotations

import dataclasses
from typing import Any

import ministack.app as gateway_module
import ministack.core.iam_actions as actions_module
import ministack.core.iam_evaluator as evaluator_module
import ministack.services.cloudformation as cloudformation_module
from ministack.core import responses as responses_module
from ministack.core import router as router_module
from ministack.services import athena as athena_module
from ministack.services import cloudwatch as cloudwatch_module
from ministack.services import cloudwatch_logs as logs_module
from ministack.services import iam as iam_module
from ministack.services import kms as kms_module
from ministack.services import s3 as s3_module
from ministack.services import sns as sns_module
from ministack.services import sts as sts_module
from ministack.services import tagging as tagging_module
from ministack.services.cloudformation import changesets as changesets_module
from ministack.services.cloudformation import drift as drift_module
from ministack.services.cloudformation import engine as engine_module
from ministack.services.cloudformation import handlers as handlers_module
from ministack.services.cloudformation import provisioners as provisioners_module
from ministack.services.cloudformation import stacks as stacks_module

MINISTACK_VERSION = "1.5.33"


@dataclasses.dataclass(frozen=True)
class Hook:
    """A private name, what it belongs to and, for a function, its parameters."""

    owner: Any
    name: str
    parameters: tuple[str, ...] | None = None


CONTRACT: tuple[Hook, ...] = (
    Hook(gateway_module, "SERVICE_HANDLERS"),
    Hook(gateway_module, "app", ("scope", "receive", "send")),
    Hook(gateway_module, "detect_service", ("method", "path", "headers", "query_params")),
    Hook(
        gateway_module,
        "call_service_handler_sync",
        ("handler", "method", "path", "headers", "body", "query_params", "timeout"),
    ),
    Hook(actions_module, "SERVICE_TO_IAM_NAMESPACE"),
    Hook(actions_module, "_BOTOCORE_SERVICE_MAP"),
    Hook(
        actions_module,
        "extract_iam_action",
        ("service", "method", "path", "headers", "body", "query_params"),
    ),
    Hook(
        actions_module,
        "access_denied_response",
        (
            "service",
            "action",
            "principal_arn",
            "request_id",
            "error_code",
            "message",
            "headers",
            "resource_arn",
            "explicit_deny",
            "resource_policy_arn",
        ),
    ),
    Hook(evaluator_module, "_principal_keys", ("credential",)),
    Hook(iam_module, "_IAM_HANDLERS"),
    Hook(iam_module, "_mfa_devices"),
    Hook(sts_module, "_caller_identity", ("headers", "query_params")),
    Hook(sts_module, "_error", ("status", "code", "message", "ns")),
    Hook(sts_module, "_principal_keys", ("credential",)),
    Hook(sts_module, "_sessions"),
    Hook(router_module, "SERVICE_PATTERNS"),
    Hook(responses_module, "set_request_account_id", ("access_key_id",)),
    Hook(responses_module, "set_request_region", ("region",)),
    Hook(responses_module, "get_account_id", ()),
    Hook(responses_module, "get_region", ()),
    Hook(responses_module, "AccountScopedDict"),
    Hook(responses_module, "AccountRegionScopedDict"),
    Hook(provisioners_module, "_RESOURCE_HANDLERS"),
    Hook(provisioners_module, "_REPLACING_PROPERTIES"),
    Hook(provisioners_module, "_CONDITIONALLY_REPLACING_PROPERTIES"),
    Hook(provisioners_module, "_CUSTOM_NAME_REPLACEMENT"),
    Hook(provisioners_module, "_STACK_TAG_PROPERTY"),
    Hook(provisioners_module, "_PROPERTY_ENUMS"),
    Hook(
        provisioners_module, "_physical_name", ("stack_name", "logical_id", "lowercase", "max_len", "seeded")
    ),
    Hook(provisioners_module, "_seeded_create", ("create_fn", "logical_id", "props", "stack_name")),
    Hook(
        provisioners_module,
        "_provision_resource",
        ("resource_type", "logical_id", "props", "stack_name"),
    ),
    Hook(stacks_module, "_provision_resource", ("resource_type", "logical_id", "props", "stack_name")),
    Hook(
        provisioners_module,
        "_update_resource",
        (
            "resource_type",
            "physical_id",
            "old_props",
            "new_props",
            "stack_name",
            "logical_id",
            "old_attrs",
        ),
    ),
    Hook(
        provisioners_module,
        "_delete_resource",
        ("resource_type", "physical_id", "props", "stack_name", "logical_id"),
    ),
    Hook(provisioners_module, "_NAME_SEED"),
    Hook(stacks_module, "_runs_on_worker_thread", ("resource_type",)),
    Hook(stacks_module, "_update_resource"),
    Hook(stacks_module, "_delete_resource"),
    Hook(
        stacks_module,
        "_deploy_stack_async",
        (
            "stack_name",
            "stack_id",
            "template",
            "param_values",
            "disable_rollback",
            "tags",
            "is_update",
            "previous_stack",
            "retain_except_on_create",
            "imports",
        ),
    ),
    Hook(
        stacks_module,
        "_delete_stack_async",
        ("stack_name", "stack_id", "retain_resources", "force"),
    ),
    Hook(engine_module, "_evaluate_conditions", ("template", "params")),
    Hook(
        engine_module,
        "_resolve_refs",
        ("value", "resources", "params", "conditions", "mappings", "stack_name", "stack_id"),
    ),
    Hook(stacks_module, "_evaluate_conditions"),
    Hook(handlers_module, "_evaluate_conditions"),
    Hook(changesets_module, "_evaluate_conditions"),
    Hook(changesets_module, "_extract_resources_to_import", ("params",)),
    Hook(changesets_module, "_IMPORT_LOOKUPS"),
    Hook(changesets_module, "_import_owner", ("resources_to_import",)),
    Hook(
        stacks_module,
        "_validation_errors",
        (
            "resources_defs",
            "ordered",
            "param_values",
            "conditions",
            "mappings",
            "stack_name",
            "stack_id",
            "owned_buckets",
        ),
    ),
    Hook(drift_module, "DRIFT_DETECTABLE_STATUSES"),
    Hook(handlers_module, "_resolve_template", ("params",)),
    Hook(handlers_module, "_parse_template", ("template_body",)),
    Hook(handlers_module, "_resolve_stack", ("stack_name",)),
    Hook(changesets_module, "_find_change_set", ("cs_name", "stack_name")),
    Hook(handlers_module, "_deploy_stack_async"),
    Hook(handlers_module, "_delete_stack_async"),
    Hook(changesets_module, "_deploy_stack_async"),
    Hook(changesets_module, "_track_change_set_execution", ("change_set", "stack", "deploy_coro")),
    Hook(changesets_module, "_find_change_set", ("cs_name", "stack_name")),
    Hook(handlers_module, "_resolve_stack", ("stack_name",)),
    Hook(drift_module, "supports_drift", ("resource_type",)),
    Hook(drift_module, "detect_resource_drift", ("stack", "logical_id", "record", "timestamp")),
    Hook(cloudformation_module, "_stacks"),
    Hook(cloudformation_module, "_stack_events"),
    Hook(cloudformation_module, "_change_sets"),
    Hook(drift_module, "_DRIFT_READERS"),
    Hook(drift_module, "_coerce_like", ("expected", "actual")),
    Hook(drift_module, "_differences", ("expected", "actual", "path")),
    Hook(evaluator_module, "EvalContext"),
    Hook(evaluator_module, "EvalResult"),
    Hook(evaluator_module, "AuthError"),
    Hook(evaluator_module, "_CONDITION_OPS"),
    Hook(evaluator_module, "_ALWAYS_ALLOWED_ACTIONS"),
    Hook(evaluator_module, "_resolve_condition_key", ("key", "ctx")),
    Hook(evaluator_module, "resolve_principal", ("access_key_id", "account_id", "credential")),
    Hook(evaluator_module, "resolve_credential", ("access_key_id", "account_id", "session_token")),
    Hook(evaluator_module, "CredentialResolutionError"),
    Hook(evaluator_module, "evaluate", ("ctx", "policies", "limits")),
    Hook(evaluator_module, "parse_policy_document", ("doc",)),
    Hook(
        evaluator_module,
        "enforce",
        ("access_key_id", "iam_action", "service", "region", "resource_arn", "service_context"),
    ),
    Hook(evaluator_module, "fnmatch_iam_cs", ("value", "pattern")),
    Hook(evaluator_module, "combine_resource_policy"),
    Hook(
        evaluator_module,
        "evaluate_resource_policy",
        ("doc", "ctx", "service", "named_only", "direct_only"),
    ),
    Hook(evaluator_module, "_POLICY_REQUIRED"),
    Hook(evaluator_module, "_resource_policy", ("service", "resource_arn")),
    Hook(evaluator_module, "_service_principal_matches", ("principal", "service")),
    Hook(evaluator_module, "_gather_role_policies", ("role_name", "account_id")),
    Hook(evaluator_module, "_gather_user_policies", ("user_name", "account_id")),
    Hook(evaluator_module, "_permissions_boundary", ("store", "name", "account_id")),
    Hook(evaluator_module, "_resolve_managed_policy_document", ("policy_arn", "account_id")),
    Hook(router_module, "extract_access_key_id", ("headers", "query_params")),
    Hook(tagging_module, "resource_tags", ("arn",)),
    Hook(logs_module, "_log_groups"),
    Hook(logs_module, "_create_log_group", ("data",)),
    Hook(logs_module, "_delete_log_group", ("data",)),
    Hook(logs_module, "_describe_log_groups", ("data",)),
    Hook(cloudwatch_module, "_dashboards"),
    Hook(cloudwatch_module, "_validate_alarm_tag_arn", ("arn", "is_json", "is_cbor")),
    Hook(iam_module, "_access_keys"),
    Hook(iam_module, "_gen_id", ("prefix",)),
    Hook(iam_module, "_IAM_HANDLERS"),
    Hook(iam_module, "_build_credential_report", ()),
    Hook(iam_module, "_roles"),
    Hook(iam_module, "_users"),
    Hook(athena_module, "_named_queries"),
    Hook(kms_module, "_aliases"),
    Hook(gateway_module, "_enforce_data_plane"),
    Hook(gateway_module, "_request_account_scope", ("access_key_id",)),
    Hook(
        gateway_module,
        "_handle_s3_control_request",
        ("path", "method", "body", "query_params", "request_id", "headers"),
    ),
    Hook(sns_module, "_subscribe", ("params",)),
    Hook(sns_module, "_list_subscriptions", ("params",)),
    Hook(sns_module, "_list_subscriptions_by_topic", ("params",)),
    Hook(sns_module, "_topic_by_arn_any_scope", ("topic_arn",)),
    Hook(sns_module, "_refresh_subscription_counts", ("topic",)),
    Hook(sns_module, "_p", ("params", "key", "default")),
    Hook(sns_module, "_http_post_sync", ("endpoint", "payload", "sns_message_type")),
    Hook(s3_module, "_bucket_policies"),
    Hook(s3_module, "s3control_account_error", ("headers",)),
    Hook(s3_module, "_bucket_owner_account", ("name",)),
    Hook(s3_module, "_resolve_sse_write_headers", ("headers", "bucket_name")),
)
