"""The evidence in a template: the places where events are recorded, and the keys needed to read them."""

from __future__ import annotations

from guardrails.aws_facts.arns import service_principal
from guardrails.stacks.rules.engine.documents import allowing
from guardrails.stacks.rules.engine.template import Template, TemplateResource, items

CLOUDTRAIL = service_principal("cloudtrail")
_WRITERS = (
    CLOUDTRAIL,
    service_principal("config"),
    service_principal("delivery.logs"),
    service_principal("logging.s3"),
)


def evidence(template: Template) -> list[TemplateResource]:
    """List the buckets and log groups that AWS records into, and their keys, in the template's order."""
    stores = [*_named_by_trails(template), *_written_by_services(template)]
    keys = [key for store in stores for key in _keys(store, template)]
    keys += [key for key in template.of_type("AWS::KMS::Key") if _encrypts_for_cloudtrail(key)]
    ids = {resource.id for resource in (*stores, *keys)}
    return [resource for resource in template.resources.values() if resource.id in ids]


def _named_by_trails(template: Template) -> list[TemplateResource]:
    named = [
        (trail.get(key), kind)
        for trail in template.of_type("AWS::CloudTrail::Trail")
        for key, kind in (
            ("S3BucketName", "AWS::S3::Bucket"),
            ("CloudWatchLogsLogGroupArn", "AWS::Logs::LogGroup"),
        )
    ]
    return [resource for value, kind in named if (resource := template.meant(value, kind)) is not None]


def _written_by_services(template: Template) -> list[TemplateResource]:
    named = [
        template.meant(policy.get("Bucket"), "AWS::S3::Bucket")
        for policy in template.of_type("AWS::S3::BucketPolicy")
        if any(allowing(policy.get("PolicyDocument"), writer, "s3:PutObject") for writer in _WRITERS)
    ]
    return [bucket for bucket in named if bucket is not None]


def _keys(store: TemplateResource, template: Template) -> list[TemplateResource]:
    rules = items(store.get("BucketEncryption", "ServerSideEncryptionConfiguration"))
    defaults = [rule.get("ServerSideEncryptionByDefault") for rule in rules if isinstance(rule, dict)]
    named = [store.get("KmsKeyId")]
    named += [default.get("KMSMasterKeyID") for default in defaults if isinstance(default, dict)]
    return [key for value in named if (key := template.key(value)) is not None]


def _encrypts_for_cloudtrail(key: TemplateResource) -> bool:
    return bool(allowing(key.get("KeyPolicy"), CLOUDTRAIL, "kms:GenerateDataKey"))
