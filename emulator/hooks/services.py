"""Single private names of ministack's S3, SNS, CloudWatch and CloudWatch Logs."""

# These modules exist to touch ministack's private names, so that no other one does.
# ruff: noqa: SLF001
from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ministack.services import cloudwatch as cloudwatch_module
from ministack.services import cloudwatch_logs as logs_module
from ministack.services import s3 as s3_module
from ministack.services import sns as sns_module

if TYPE_CHECKING:
    from collections.abc import Callable


_SUBSCRIPTION = re.compile(rb"<SubscriptionArn>(arn:[^<]+)</SubscriptionArn>")
_KMS_KEY_HEADER = "x-amz-server-side-encryption-aws-kms-key-id"


def default_s3_key(key: Callable[[], str]) -> None:
    """Give an upload that asks for `aws:kms` and names no key this one."""
    resolve = s3_module._resolve_sse_write_headers

    def resolve_with_default(headers: dict[str, str], bucket_name: str) -> Any:
        asks = headers.get("x-amz-server-side-encryption") == "aws:kms"
        if asks and not headers.get(_KMS_KEY_HEADER):
            headers = {**headers, _KMS_KEY_HEADER: key()}
        return resolve(headers, bucket_name)

    s3_module._resolve_sse_write_headers = resolve_with_default


def bucket_owner(bucket: str) -> str | None:
    """Name the account that owns a bucket; None: there is no such bucket."""
    owner: str | None = s3_module._bucket_owner_account(bucket)
    return owner


def deliver_nothing() -> None:
    """Let no notification leave the machine: an HTTP endpoint is told nothing."""
    sns_module._http_post_sync = lambda _endpoint, _payload, _kind: 200


def show_pending_subscriptions(is_pending: Callable[[str], bool]) -> None:
    """List a subscription that nobody confirmed as pending, and let new ones of a protocol be so.

    Who confirms one gives its address as the token, since the message with a token never leaves the machine.
    https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html

    Args:
        is_pending: Whether new subscriptions of a protocol wait for a confirmation.
    """
    subscribe = sns_module._subscribe

    def subscribe_pending(parameters: Any) -> Any:
        answer = subscribe(parameters)
        arn = _SUBSCRIPTION.search(answer[2])
        protocol, endpoint = (_parameter(parameters, name) for name in ("Protocol", "Endpoint"))
        if arn is None or not is_pending(protocol):
            return answer
        topic = sns_module._topic_by_arn_any_scope(_parameter(parameters, "TopicArn"))
        for subscription in topic["subscriptions"]:
            if subscription["arn"].encode() == arn[1] and subscription["confirmed"]:
                subscription |= {"confirmed": False, "token": endpoint}
                subscription["attributes"] |= {
                    "PendingConfirmation": "true",
                    "ConfirmationWasAuthenticated": "false",
                }
        sns_module._refresh_subscription_counts(topic)
        if _parameter(parameters, "ReturnSubscriptionArn") == "true":
            return answer
        return answer[0], answer[1], answer[2].replace(arn[1], b"pending confirmation")

    def listing(list_all: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def list_pending(parameters: Any) -> Any:
            status, headers, content = list_all(parameters)
            return status, headers, _SUBSCRIPTION.sub(_pending, content)

        return list_pending

    sns_module._subscribe = subscribe_pending
    sns_module._list_subscriptions = listing(sns_module._list_subscriptions)
    sns_module._list_subscriptions_by_topic = listing(sns_module._list_subscriptions_by_topic)


def _pending(match: re.Match[bytes]) -> bytes:
    arn = match[1].decode()
    topic = sns_module._topic_by_arn_any_scope(arn.rpartition(":")[0])
    subscriptions = topic["subscriptions"] if topic else ()
    waits = any(entry["arn"] == arn and not entry["confirmed"] for entry in subscriptions)
    return b"<SubscriptionArn>PendingConfirmation</SubscriptionArn>" if waits else match[0]


def _parameter(parameters: Any, name: str) -> str:
    return str(sns_module._p(parameters, name) or "")


def log_group(name: str) -> dict[str, Any] | None:
    """Give a log group's record, which may be changed."""
    record: dict[str, Any] | None = logs_module._log_groups.get(name)
    return record


def keep_deletion_protection(refuse: Callable[[str], tuple[int, dict[str, str], bytes]]) -> None:
    """Let log groups have deletion protection: kept, told, and answered by `refuse` to who deletes one."""
    create, delete = logs_module._create_log_group, logs_module._delete_log_group
    describe = logs_module._describe_log_groups

    def create_protected(data: dict[str, Any]) -> Any:
        answer = create(data)
        if data.get("deletionProtectionEnabled") and answer[0] == HTTPStatus.OK:
            logs_module._log_groups[data["logGroupName"]]["deletionProtectionEnabled"] = True
        return answer

    def delete_unprotected(data: dict[str, Any]) -> Any:
        record = log_group(data.get("logGroupName", ""))
        protected = record is not None and record.get("deletionProtectionEnabled")
        return refuse(data["logGroupName"]) if protected else delete(data)

    def describe_all(data: dict[str, Any]) -> Any:
        status, headers, body = describe(data)
        listing = json.loads(body)
        for group in listing.get("logGroups", ()):
            record = logs_module._log_groups[group["logGroupName"]]
            group["deletionProtectionEnabled"] = bool(record.get("deletionProtectionEnabled"))
        return status, headers, json.dumps(listing).encode()

    logs_module._create_log_group = create_protected
    logs_module._delete_log_group = delete_unprotected
    logs_module._describe_log_groups = describe_all


def take_tags_of_dashboards() -> None:
    """Let dashboards have tags, and not only alarms."""
    validate = cloudwatch_module._validate_alarm_tag_arn

    def validate_either(arn: str, *, is_json: bool = False, is_cbor: bool = False) -> Any:
        kind, _, name = arn.rsplit(":", maxsplit=1)[-1].partition("/")
        if kind == "dashboard" and name in cloudwatch_module._dashboards:
            return None
        return validate(arn, is_json=is_json, is_cbor=is_cbor)

    cloudwatch_module._validate_alarm_tag_arn = validate_either
