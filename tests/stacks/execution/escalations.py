"""Ways from some rights in IAM to more of them, as Rhino Security Labs lists them, and what each needs.

Source: https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation, README.md at commit 2b04fa1a, read
on 2026-11-28: its 28 methods, by their numbers. Each stands here with attempts on resources outside of what
the execution policies name, and inside of it; an attempt is the calls that all of it takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


class Call(NamedTuple):
    """A call of an attempt; `{}` in the resource is the account."""

    action: str
    resource: str = "*"
    context: Mapping[str, Any] = {}


class Method(NamedTuple):
    """A published method, with attempts at it."""

    number: int
    name: str
    attempts: tuple[tuple[Call, ...], ...]


def _role(name: str) -> str:
    return f"arn:aws:iam::{{}}:role/{name}"


def _policy(name: str) -> str:
    return f"arn:aws:iam::{{}}:policy/{name}"


OWN = {
    "the execution role": _role("cdk-guardrails-cfn-exec-role-{}-eu-central-1"),
    "an administrator": _role("admin"),
    "the audit role": _role("guardrails-audit"),
    "the log writer": _role("guardrails-trail-LogWriter-AbCdEfGhIjKl"),
    "another name of the baseline's": _role("guardrails-other"),
}
_POLICIES = (
    _policy("guardrails-execution"),
    _policy("guardrails-execution-2"),
    _policy("guardrails-execution-archive"),
    _policy("somebody-s"),
)
_WRITERS = _policy("guardrails-trail-LogWriterPolicy-AbCdEfGhIjKl")
_USER, _GROUP = "arn:aws:iam::{}:user/ada", "arn:aws:iam::{}:group/administrators"
_FUNCTION = "arn:aws:lambda:eu-central-1:{}:function:guardrails-x"


def _on(action: str, *resources: str, **context: Any) -> tuple[tuple[Call, ...], ...]:
    return tuple((Call(action, resource, context),) for resource in resources)


def _attached(action: str, *resources: str) -> tuple[tuple[Call, ...], ...]:
    """Attach AWS's policy for administrators, or one's own whose content one may choose."""
    return tuple(
        (Call(action, resource, {"iam:PolicyARN": policy.format("111111111111")}),)
        for resource in resources
        for policy in (ADMINISTRATOR, _WRITERS, _policy("guardrails-execution"))
    )


def _passed(service: str, *calls: Call) -> tuple[tuple[Call, ...], ...]:
    """Hand each role to a service, and have that act with it."""
    return tuple(
        (Call("iam:PassRole", role, {"iam:PassedToService": service}), *calls) for role in OWN.values()
    )


METHODS: tuple[Method, ...] = (
    Method(
        1,
        "a new version of a policy",
        (
            *_on("iam:CreatePolicyVersion", *_POLICIES),
            # One's own may say anything: it must reach no role but the bound one.
            *(
                (
                    Call("iam:CreatePolicyVersion", _WRITERS),
                    Call("iam:AttachRolePolicy", role, {"iam:PolicyARN": _WRITERS.format("111111111111")}),
                )
                for role in OWN.values()
            ),
        ),
    ),
    Method(2, "an earlier version of a policy", _on("iam:SetDefaultPolicyVersion", *_POLICIES, _WRITERS)),
    Method(
        3,
        "an instance with an instance profile",
        _passed("ec2.amazonaws.com", Call("ec2:RunInstances", "arn:aws:ec2:eu-central-1:{}:instance/*")),
    ),
    Method(4, "an access key of a user", _on("iam:CreateAccessKey", _USER)),
    Method(5, "a password for a user", _on("iam:CreateLoginProfile", _USER)),
    Method(6, "another password for a user", _on("iam:UpdateLoginProfile", _USER)),
    Method(7, "a policy for a user", _attached("iam:AttachUserPolicy", _USER)),
    Method(8, "a policy for a group", _attached("iam:AttachGroupPolicy", _GROUP)),
    Method(9, "a policy for a role", _attached("iam:AttachRolePolicy", *OWN.values())),
    Method(10, "an inline policy of a user", _on("iam:PutUserPolicy", _USER)),
    Method(11, "an inline policy of a group", _on("iam:PutGroupPolicy", _GROUP)),
    Method(12, "an inline policy of a role", _on("iam:PutRolePolicy", *OWN.values())),
    Method(13, "a user into a group", _on("iam:AddUserToGroup", _GROUP)),
    Method(
        14,
        "the trust of a role",
        tuple(
            (Call("iam:UpdateAssumeRolePolicy", role), Call("sts:AssumeRole", role)) for role in OWN.values()
        ),
    ),
    Method(
        15,
        "a function, invoked",
        _passed(
            "lambda.amazonaws.com",
            Call("lambda:CreateFunction", _FUNCTION),
            Call("lambda:InvokeFunction", _FUNCTION),
        ),
    ),
    Method(
        16,
        "a function, invoked from another account",
        _passed(
            "lambda.amazonaws.com",
            Call("lambda:CreateFunction", _FUNCTION),
            Call("lambda:AddPermission", _FUNCTION),
        ),
    ),
    Method(
        17,
        "a function, triggered by a table",
        _passed(
            "lambda.amazonaws.com",
            Call("lambda:CreateFunction", _FUNCTION),
            Call("lambda:CreateEventSourceMapping"),
        ),
    ),
    Method(18, "a function's code", _on("lambda:UpdateFunctionCode", _FUNCTION)),
    Method(19, "a development endpoint", _passed("glue.amazonaws.com", Call("glue:CreateDevEndpoint"))),
    Method(
        20,
        "an existing development endpoint",
        _on("glue:UpdateDevEndpoint", "arn:aws:glue:eu-central-1:{}:devEndpoint/guardrails_trail"),
    ),
    Method(
        21,
        "a stack with a role",
        _passed(
            "cloudformation.amazonaws.com",
            Call("cloudformation:CreateStack", "arn:aws:cloudformation:eu-central-1:{}:stack/guardrails-x/1"),
        ),
    ),
    Method(
        22,
        "a data pipeline",
        _passed(
            "datapipeline.amazonaws.com",
            Call("datapipeline:CreatePipeline"),
            Call("datapipeline:PutPipelineDefinition"),
        ),
    ),
    Method(23, "a CodeStar project from a template", _on("codestar:CreateProjectFromTemplate", "*")),
    Method(
        24,
        "a CodeStar project with a role",
        _passed("codestar.amazonaws.com", Call("codestar:CreateProject")),
    ),
    Method(
        25,
        "a CodeStar project and a member of its team",
        ((Call("codestar:CreateProject"), Call("codestar:AssociateTeamMember")),),
    ),
    Method(26, "a layer of a function", _on("lambda:UpdateFunctionConfiguration", _FUNCTION)),
    Method(
        27,
        "a new notebook with a role",
        _passed(
            "sagemaker.amazonaws.com",
            Call("sagemaker:CreateNotebookInstance"),
            Call("sagemaker:CreatePresignedNotebookInstanceUrl"),
        ),
    ),
    Method(28, "an existing notebook", _on("sagemaker:CreatePresignedNotebookInstanceUrl", "*")),
)

FURTHER: tuple[Method, ...] = (
    Method(
        101,
        "a role without a boundary, or with a wider one",
        tuple(
            (Call("iam:CreateRole", role, context),)
            for role in OWN.values()
            for context in ({}, {"iam:PermissionsBoundary": ADMINISTRATOR})
        ),
    ),
    Method(102, "a boundary taken off", _on("iam:DeleteRolePermissionsBoundary", *OWN.values())),
    Method(
        103,
        "a wider boundary",
        tuple(
            (Call("iam:PutRolePermissionsBoundary", role, {"iam:PermissionsBoundary": ADMINISTRATOR}),)
            for role in OWN.values()
        ),
    ),
    Method(
        104,
        "the log writer handed to another service",
        tuple(
            (
                Call(
                    "iam:PassRole", OWN["the log writer"], {"iam:PassedToService": f"{service}.amazonaws.com"}
                ),
            )
            for service in ("ec2", "lambda", "ecs-tasks", "codebuild", "glue", "ssm", "config", "states")
        ),
    ),
    Method(
        105,
        "somebody's key taken over",
        _on("kms:PutKeyPolicy", "arn:aws:kms:eu-central-1:{}:key/12345678-1234-1234-1234-123456789012"),
    ),
    Method(
        106,
        "an alias of the baseline's for somebody's key",
        (
            (
                Call("kms:CreateAlias", "arn:aws:kms:eu-central-1:{}:alias/organization-trail"),
                Call("kms:CreateAlias", "arn:aws:kms:eu-central-1:{}:key/12345678-1234"),
            ),
        ),
    ),
    Method(
        107,
        "a stack changed that others made",
        _on(
            "cloudformation:UpdateStack",
            "arn:aws:cloudformation:eu-central-1:{}:stack/guardrails-toolkit/1",
            "arn:aws:cloudformation:eu-central-1:{}:stack/shop/1",
        ),
    ),
    Method(
        108,
        "a stack set of another name",
        _on(
            "cloudformation:CreateStackInstances",
            "arn:aws:cloudformation:eu-central-1:{}:stackset/guardrails-other:1",
            "arn:aws:cloudformation:eu-central-1:{}:stackset/shop:1",
        ),
    ),
    Method(
        109,
        "a delegated administrator",
        _on("organizations:RegisterDelegatedAdministrator", "*"),
    ),
    Method(
        110,
        "a member of a group in Identity Center",
        _on("identitystore:CreateGroupMembership", "arn:aws:identitystore:::group/1"),
    ),
    Method(
        111,
        "AWS's own policy taken off",
        (
            (
                Call(
                    "organizations:DetachPolicy",
                    "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess",
                ),
            ),
        ),
    ),
    Method(
        112,
        "an account's power of attorney",
        _on("iam:CreateServiceLinkedRole", _role("aws-service-role/x.amazonaws.com/X")),
    ),
)
"""What the list lacks, and these policies were open to, or could be."""
