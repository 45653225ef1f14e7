"""The resources whose data events a trail can record, by a short name.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html,
November 2026. AWS adds types often; whatever is missing here can be written as AWS writes it.
"""

from __future__ import annotations

import re
from types import MappingProxyType

SELECTOR_VALUES = 500
"""How many values the conditions of a trail's advanced event selectors hold together.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
"""
DATA_EVENT_TYPES = MappingProxyType(
    {
        "bedrock-agent": "AWS::Bedrock::AgentAlias",
        "bedrock-guardrail": "AWS::Bedrock::Guardrail",
        "bedrock-knowledge-base": "AWS::Bedrock::KnowledgeBase",
        "cloudfront-key-value-store": "AWS::CloudFront::KeyValueStore",
        "cognito-identity-pool": "AWS::Cognito::IdentityPool",
        "dynamodb": "AWS::DynamoDB::Table",
        "dynamodb-stream": "AWS::DynamoDB::Stream",
        "ebs-snapshot": "AWS::EC2::Snapshot",
        "glue-table": "AWS::Glue::Table",
        "kinesis": "AWS::Kinesis::Stream",
        "lambda": "AWS::Lambda::Function",
        "rds-data-api": "AWS::RDS::DBCluster",
        "s3": "AWS::S3::Object",
        "s3-access-point": "AWS::S3::AccessPoint",
        "s3-express": "AWS::S3Express::Object",
        "s3-object-lambda": "AWS::S3ObjectLambda::AccessPoint",
        "s3-outposts": "AWS::S3Outposts::Object",
        "sagemaker-endpoint": "AWS::SageMaker::Endpoint",
        "sns": "AWS::SNS::Topic",
        "sqs": "AWS::SQS::Queue",
        "ssm-session": "AWS::SSMMessages::ControlChannel",
        "step-functions": "AWS::StepFunctions::StateMachine",
        "verified-permissions": "AWS::VerifiedPermissions::PolicyStore",
    }
)
"""Short names, and the types as CloudTrail writes them in `resources.type`."""
ARN_CHARACTERS = 2048
"""How long a value of a selector is at most.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
"""
_ARN_SERVICES = MappingProxyType(
    {
        "Cognito": "cognito-identity",
        "S3ObjectLambda": "s3-object-lambda",
        "S3Outposts": "s3-outposts",
        "StepFunctions": "states",
    }
)
"""The names of services in ARNs, where they aren't the type's name in lower case."""
_AS_AWS_WRITES_IT = re.compile(r"AWS::[A-Za-z0-9]+::[A-Za-z0-9]+")


def data_event_type(name: str) -> str | None:
    """Return CloudTrail's type for a short name or for the type itself; None for what is neither."""
    event_type = DATA_EVENT_TYPES.get(name.lower())
    return event_type or (name if _AS_AWS_WRITES_IT.fullmatch(name) else None)


def arn_service(data_event: str) -> str | None:
    """Return what the ARNs of a known type call its service; None for a type that isn't known here."""
    if data_event not in DATA_EVENT_TYPES.values():
        return None
    service = data_event.split("::")[1]
    return _ARN_SERVICES.get(service, service.lower())
