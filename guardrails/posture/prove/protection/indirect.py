"""Ways round a protection on which something else does what the caller may not do himself.

The list is reviewed: each way is closed, by a protection that the proof decides, or open with its reason.
`docs/proof.md` shows it, written by `python -m scripts.proof_page`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bypass:
    """One way: what acts for the caller, and what stops it."""

    by: str
    """The service, or what of it."""
    how: str
    """The steps of somebody who uses it."""
    closed_by: str = ""
    """The name of the protections that close it; empty where it is open."""
    actions: tuple[str, ...] = ()
    """The actions that those protections have to deny for it."""
    reason: str = ""
    """Why that is enough; or why it stays open."""


_PASSES = "nobody but exempt principals passes a role that guardrails leave alone"
_BOUND = "the role is bound by the guardrails, as long as it isn't exempt"


def _passed(by: str, how: str) -> Bypass:
    """Describe a service that works with a role that its caller chooses."""
    return Bypass(by, how, "exempt-principal-unprotected", ("iam:PassRole",), _PASSES)


def _written(by: str, how: str, *actions: str) -> Bypass:
    """Describe a service that writes into buckets with a role that its caller chooses."""
    return Bypass(by, how, "logs-unprotected", actions, _BOUND)


WAYS = (
    Bypass(
        "CloudFormation stacks",
        "Update, roll back, refactor or delete a stack of the baseline, which acts with its own role",
        "stack-unprotected",
        (
            *("cloudformation:UpdateStack", "cloudformation:DeleteStack", "cloudformation:RollbackStack"),
            *("cloudformation:CreateStackRefactor", "cloudformation:ExecuteStackRefactor"),
            "cloudformation:ContinueUpdateRollback",
        ),
        "every action that changes a stack is denied on the baseline's stacks",
    ),
    Bypass(
        "CloudFormation change sets",
        "Make and execute a change set, an import included, for a stack of the baseline",
        "stack-unprotected",
        ("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
        "AWS authorizes change sets by the ARN of their stack",
    ),
    _passed("CloudFormation, other stacks", "Make a stack of one's own with an exempt service role"),
    _passed("Cloud Control API", "Make or change a resource with an exempt role"),
    Bypass(
        "StackSets with roles of one's own",
        "Import a stack of the baseline into a stack set, or make a stack of its name",
        "stack-unprotected",
        ("cloudformation:CreateStack", "cloudformation:UpdateStack"),
        _BOUND,
    ),
    Bypass(
        "StackSets' delegated administrator",
        "Deploy a stack set into every account with StackSets' own role, which is exempt",
        "stack-sets-open",
        (
            *("cloudformation:CreateStackInstances", "cloudformation:UpdateStackInstances"),
            *("cloudformation:UpdateStackSet", "cloudformation:ImportStacksToStackSet"),
        ),
        "AWS keeps such stack sets in the management account, and members may not touch them there",
    ),
    Bypass(
        "CloudTrail's delegated administrator",
        "Stop, change or delete the organization trail from a member account",
        "trail-unprotected",
        (
            *("cloudtrail:StopLogging", "cloudtrail:UpdateTrail", "cloudtrail:DeleteTrail"),
            "cloudtrail:PutEventSelectors",
        ),
        "the trail is protected by its name, whatever account it is in",
    ),
    Bypass(
        "Organizations' delegated administrator",
        "Detach, change or delete a control policy from a member account",
        "policies-unprotected",
        (
            *("organizations:DetachPolicy", "organizations:UpdatePolicy", "organizations:DeletePolicy"),
            "organizations:AttachPolicy",
        ),
        "control policies are changed in the management account alone",
    ),
    Bypass(
        "Identity Center's delegated administrator",
        "Assign somebody a permission set whose role an exemption names, or change that permission set",
        reason="only the management account names a delegated administrator; where there is one,"
        " `protect_identity_center` with `access: true` closes the way",
    ),
    Bypass(
        "IAM's delegated administrator for root access",
        "Delete the log bucket's policy in a privileged root session",
        "logs-unprotected",
        ("s3:DeleteBucketPolicy",),
        "guardrails bind the root users of members",
    ),
    Bypass(
        "Bootstrap roles and StackSets' role",
        "Assume one of them from a member account, exempt principals included",
        "deployment-role-open",
        ("sts:AssumeRole",),
        "only the management account assumes them",
    ),
    _passed("Amazon EC2", "Start a server with an exempt role in its instance profile"),
    _passed("AWS Lambda", "Make a function that runs with an exempt role"),
    _passed("Amazon ECS", "Register a task that runs with an exempt role"),
    _passed("AWS CodeBuild", "Make a project that builds with an exempt role"),
    _passed("AWS Glue", "Make a job, or a development endpoint, with an exempt role"),
    _passed("Systems Manager Automation", "Start an automation that assumes an exempt role"),
    _passed("AWS Config remediation", "Make a remediation whose automation assumes an exempt role"),
    _passed("AWS Service Catalog", "Make a launch constraint with an exempt role"),
    _passed("AWS Step Functions, EventBridge Scheduler", "Call any API with an exempt role"),
    _written("AWS Backup", "Restore a backup into the log bucket", "s3:PutObject", "s3:PutObjectAcl"),
    _written(
        "S3 replication into the bucket",
        "Replicate other objects, or deletions, into the log bucket",
        *("s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"),
    ),
    Bypass(
        "S3 replication out of the bucket",
        "Make the log bucket copy its files elsewhere, or stop such a copy",
        "logs-unprotected",
        ("s3:PutReplicationConfiguration", "s3:PauseReplication", "s3:InitiateReplication"),
        "replication is a setting of the bucket",
    ),
    _written(
        "S3 Batch Operations",
        "Run a job over the log files: replace, tag, re-encrypt, release from object lock",
        *("s3:PutObject", "s3:PutObjectTagging", "s3:UpdateObjectEncryption", "s3:PutObjectRetention"),
        *("s3:PutObjectLegalHold", "s3:BypassGovernanceRetention"),
    ),
    _written(
        "AWS DataSync",
        "Synchronize an empty place into the log bucket, which deletes what it lacks",
        *("s3:PutObject", "s3:DeleteObject"),
    ),
    Bypass(
        "S3 access points",
        "Make an access point for the log bucket and write through it, under the access point's ARN",
        "logs-unprotected",
        ("s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"),
        "nothing is written through any access point of the archive account",
    ),
    Bypass(
        "KMS grants and replicas",
        "Grant somebody the evidence's key, or replicate it under another policy",
        "key-unprotected",
        ("kms:CreateGrant", "kms:ReplicateKey"),
        "grants and replicas are denied on that key",
    ),
    Bypass(
        "Closing the archive account",
        "Close the account, after which AWS deletes what is in it",
        "archive-may-be-closed",
        ("account:CloseAccount",),
        "only the management account closes it",
    ),
    Bypass(
        "CloudFormation hooks",
        "Activate a hook in the archive account that refuses the baseline's next deployment",
        reason="a hook changes nothing that is deployed, and the deployment names it when it fails",
    ),
    Bypass(
        "Service-linked roles",
        "Make a service use its own role, which no policy of the organization binds",
        reason="AWS alone says what these roles may do, and no policy can deny it",
    ),
    Bypass(
        "Search tables",
        "Change the table or the queries of `trail.search`, so that searches find less",
        reason="they hold no evidence: the log files stay as they are, and the stack makes the tables anew",
    ),
)
"""Every way that somebody has thought of, the closed ones and the open ones."""
