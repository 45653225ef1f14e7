"""Backup policies: AWS Backup's plans, made in every account.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_backup_syntax.html,
checked 2026-11-26.
Source: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html, checked 2026-11-28: a
start window has at least 60 minutes, a completion window has no least.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails.aws_facts.arns import arn_anywhere, bucket_arn, build_arn, role_arn
from guardrails.management_policies.grammar import (
    Block,
    Named,
    Part,
    Path,
    Setting,
    form,
    one_of,
    regions,
    text,
    whole,
)

COLD_DAYS = 90
"""How long a backup stays in cold storage at least."""
CONTINUOUS_DAYS = 35
"""How long continuous backups are kept at most."""
MAX_CONDITIONS = 30
START_MINUTES = 60
"""How long a job has to start at least."""
WINDOW_MINUTES = 52_560_000
"""How long both windows are at most: 100 years."""

_NAME = form(r"[A-Za-z0-9._-]{1,64}", "a name of 1 to 64 letters, digits and any of . _ -")
_DAYS = whole(1, 36_500)
_YES_NO = one_of("true", "false")
_ON_OFF = one_of("enabled", "disabled")
_ROLE = form(role_arn(r"(\$account|\d{12})", r"[\w+=,.@/-]+"), "a role: arn:aws:iam::$account:role/NAME")
_VAULT = form(
    build_arn("backup", r"(\$region|[a-z0-9-]+)", r"(\$account|\d{12})", "backup-vault:[A-Za-z0-9_-]{1,50}"),
    "a vault: arn:aws:backup:REGION:$account:backup-vault:NAME",
)
_AIR_GAPPED = form(
    build_arn("backup", r"\$region", r"\$account", "backup-vault:[A-Za-z0-9_-]{1,50}"),
    "a vault: arn:aws:backup:$region:$account:backup-vault:NAME",
)
RESOURCE_TYPES = frozenset(
    {
        arn_anywhere("backup-gateway", "vm/*"),
        arn_anywhere("cloudformation", "stack/*"),
        arn_anywhere("dsql", "cluster/*"),
        arn_anywhere("dynamodb", "table/*"),
        arn_anywhere("ec2", "instance/*"),
        arn_anywhere("ec2", "volume/*"),
        arn_anywhere("eks", "cluster/*"),
        arn_anywhere("elasticfilesystem", "file-system/*"),
        arn_anywhere("fsx", "file-system/*"),
        arn_anywhere("fsx", "volume/*"),
        arn_anywhere("rds", "cluster:*"),
        arn_anywhere("rds", "db:*"),
        arn_anywhere("redshift-serverless", "namespace/*"),
        arn_anywhere("redshift", "cluster:*"),
        bucket_arn("*"),
        arn_anywhere("ssm-sap", "HANA/*"),
        arn_anywhere("storagegateway", "gateway/*"),
        arn_anywhere("timestream", "database/*"),
    }
)
_RESOURCES = Setting(one_of("*", *sorted(RESOURCE_TYPES)), many=True)


def _kept_long_enough(block: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    cold, deletion_day = block.get("move_to_cold_storage_after_days"), block.get("delete_after_days")
    if cold is not None and deletion_day is not None and int(deletion_day) < int(cold) + COLD_DAYS:
        problem = f"is deleted after {deletion_day} days, {COLD_DAYS} days after day {cold} at the earliest"
        yield ("delete_after_days",), problem, f"write {int(cold) + COLD_DAYS} or more"


def _continuous(block: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    retention_days = block.get("lifecycle", {}).get("delete_after_days")
    if block.get("enable_continuous_backup") == "true" and (
        retention_days is None or int(retention_days) > CONTINUOUS_DAYS
    ):
        problem = f"continuous backups are kept {CONTINUOUS_DAYS} days at most"
        yield ("lifecycle", "delete_after_days"), problem, f"write {CONTINUOUS_DAYS} or less"


def _scanned(block: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    scans = [name for name, rule in block.get("rules", {}).items() if "scan_actions" in rule]
    if scans and "scan_settings" not in block:
        yield (
            ("rules", scans[0], "scan_actions"),
            "scans nothing without scan_settings",
            "add them to the plan",
        )


def _selects(block: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    if len([name for name in ("tags", "resources") if block.get(name)]) != 1:
        yield (), "needs either tags or resources", "keep one of the two"


def _few(block: Mapping[str, Any]) -> Iterator[tuple[Path, str, str]]:
    count = sum(len(tests) for tests in block.get("conditions", {}).values())
    if count > MAX_CONDITIONS:
        yield ("conditions",), f"has {count} conditions; at most {MAX_CONDITIONS} are taken", "shorten it"


_LIFECYCLE = Block(
    {
        "move_to_cold_storage_after_days": Setting(_DAYS),
        "delete_after_days": Setting(_DAYS),
        "opt_in_to_archive_for_supported_resources": Setting(_YES_NO),
    },
    rules=(_kept_long_enough,),
)
_TAG = Block(
    {"tag_key": Setting(text(1, 128)), "tag_value": Setting(text(0, 256))}, needs=("tag_key", "tag_value")
)
_TAGS = Block(named=Named(text(1, 128), _TAG))
_TEST = Block(
    {"condition_key": Setting(text(1, 256)), "condition_value": Setting(text(0, 256))},
    needs=("condition_key", "condition_value"),
)
_CONDITIONS = Block(
    {
        operator: Block(named=Named(_NAME, _TEST))
        for operator in ("string_equals", "string_not_equals", "string_like", "string_not_like")
    }
)
_RULE = Block(
    {
        "schedule_expression": Setting(
            form(r"(cron|rate)\([^()]{1,100}\)", "an expression such as cron(0 5 ? * * *)")
        ),
        "target_backup_vault_name": Setting(
            form(r"[A-Za-z0-9_-]{2,50}", "a vault's name of 2 to 50 letters, digits and any of _ -")
        ),
        "target_logically_air_gapped_backup_vault_arn": Setting(_AIR_GAPPED),
        "start_backup_window_minutes": Setting(whole(START_MINUTES, WINDOW_MINUTES)),
        "complete_backup_window_minutes": Setting(whole(1, WINDOW_MINUTES)),
        "enable_continuous_backup": Setting(_YES_NO),
        "lifecycle": _LIFECYCLE,
        "copy_actions": Block(
            named=Named(
                _VAULT,
                Block(
                    {"target_backup_vault_arn": Setting(_VAULT), "lifecycle": _LIFECYCLE},
                    needs=("target_backup_vault_arn",),
                ),
            )
        ),
        "recovery_point_tags": _TAGS,
        "index_actions": Block({"resource_types": Setting(one_of("EBS", "S3"), many=True)}),
        "scan_actions": Block(
            {"GUARDDUTY": Block({"scan_mode": Setting(one_of("INCREMENTAL_SCAN", "FULL_SCAN"))})}
        ),
    },
    needs=("schedule_expression", "target_backup_vault_name"),
    rules=(_continuous,),
)
_SELECTION: dict[str, Part] = {"iam_role_arn": Setting(_ROLE), "conditions": _CONDITIONS}
_BY_TAG = Block(
    {**_SELECTION, "tag_key": Setting(text(1, 128)), "tag_value": Setting(text(0, 256), many=True)},
    needs=("iam_role_arn", "tag_key", "tag_value"),
    rules=(_few,),
)
_BY_TYPE = Block(
    {**_SELECTION, "resource_types": _RESOURCES, "not_resource_types": _RESOURCES},
    needs=("iam_role_arn", "resource_types"),
    rules=(_few,),
)
_PLAN = Block(
    {
        "rules": Block(named=Named(_NAME, _RULE)),
        "regions": Setting(regions(), many=True),
        "selections": Block(
            {
                "tags": Block(named=Named(_NAME, _BY_TAG)),
                "resources": Block(named=Named(_NAME, _BY_TYPE)),
            },
            rules=(_selects,),
        ),
        "advanced_backup_settings": Block(
            {
                "ec2": Block({"windows_vss": Setting(_ON_OFF)}),
                "s3": Block({"backup_acls": Setting(_ON_OFF), "backup_object_tags": Setting(_ON_OFF)}),
            }
        ),
        "backup_plan_tags": _TAGS,
        "scan_settings": Block(
            {
                "GUARDDUTY": Block(
                    {
                        "resource_types": Setting(one_of("EBS", "EC2", "S3", "ALL"), many=True),
                        "scanner_role_arn": Setting(_ROLE),
                    },
                    needs=("resource_types", "scanner_role_arn"),
                )
            }
        ),
    },
    needs=("rules", "regions", "selections"),
    rules=(_scanned,),
)
GRAMMAR = Block({"plans": Block(named=Named(_NAME, _PLAN))})
