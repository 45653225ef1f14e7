"""What the trail may record, and the alarms that each event must raise: (name, event, ids)."""

from __future__ import annotations

from tests.stacks.cloudtrail_events import (
    ARCHIVE,
    MANAGEMENT,
    NETWORK,
    SANDBOX,
    SHOP,
    Event,
    asking,
    by_role,
    by_root,
    by_user,
    call,
    identity_center,
    read,
    refused,
    sign_in,
)

GROUP = "/guardrails/organization-trail"
GROUP_ARN = f"arn:aws:logs:eu-central-1:{MANAGEMENT}:log-group:{GROUP}"
BUCKET = "exampleorg1-organization-trail"
DEPLOYER = f"cdk-guardrails-cfn-exec-role-{MANAGEMENT}-eu-central-1"
STARTER = f"cdk-guardrails-deploy-role-{MANAGEMENT}-eu-central-1"
OTHER_APP = f"cdk-hnb659fds-cfn-exec-role-{MANAGEMENT}-eu-central-1"
PAST_DEPLOYMENT = {"changes-past-deployment", "identity-center-changes"}
BREAK_GLASS = f"arn:aws:iam::{SHOP}:role/break-glass"

DEPLOY = f"arn:aws:iam::{ARCHIVE}:role/cdk-guardrails-deploy-role-{ARCHIVE}-eu-central-1"
STACK_SETS = f"arn:aws:iam::{ARCHIVE}:role/stacksets-exec-0123456789abcdef0123456789abcdef"
DEPLOYING = "deployment-role-use"


def _deploying(role: str) -> Event:
    """Give the event, in the archive account, of a role that the management account assumes."""
    event = asking(read("sts:AssumeRole", account=ARCHIVE), roleArn=role)
    return {**event, "userIdentity": {"type": "AWSAccount", "accountId": MANAGEMENT}}


def _outsider(event: Event) -> Event:
    """Give the event with an account outside of the organization as who made it."""
    return {**event, "userIdentity": {"type": "AWSAccount", "accountId": "999999999999"}}


def _by_service(event: Event) -> Event:
    """Give the event with CloudFormation as who made it; a service has no account."""
    identity = {"type": "AWSService", "invokedBy": "cloudformation.amazonaws.com"}
    return {**event, "userIdentity": identity}


def _unprotected(group: str) -> Event:
    """Give the event of a log group whose deletion protection is switched off."""
    event = call("logs:PutLogGroupDeletionProtection", account=MANAGEMENT)
    return asking(event, logGroupIdentifier=group)


def _refusal(role: str) -> Event:
    """Give the event of a refused AssumeRole, which has no parameters."""
    person = f"User: arn:aws:iam::{SHOP}:user/grace"
    message = f"{person} is not authorized to perform: sts:AssumeRole on resource: {role}"
    return {**refused(read("sts:AssumeRole")), "errorMessage": message, "requestParameters": None}


def _of_organizations(name: str) -> Event:
    """Give an event that AWS itself records in the management account, without a caller of the organization.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_LeaveOrganization.html
    """
    identity = {"accountId": MANAGEMENT, "invokedBy": "organizations.amazonaws.com"}
    event = call(f"organizations:{name}", account=MANAGEMENT, region="us-east-1")
    return {**event, "eventType": "AwsServiceEvent", "userIdentity": identity}


BUCKETS = "bucket-policy-changes"
MEMBERSHIP = {"membership-changes", "organization-changes"}
CASES: tuple[tuple[str, Event, set[str]], ...] = (
    ("an everyday change", call("ec2:RunInstances"), set()),
    ("root reads", by_root(read("s3:ListBuckets")), {"root-use"}),
    ("root signs in", sign_in(who="Root"), {"root-use"}),
    ("a service acts for root", by_root(call("s3:PutObject"), invokedBy="AWS Internal"), set()),
    ("a service event of root", by_root(call("acm:Renew", eventType="AwsServiceEvent")), set()),
    ("a user signs in with MFA", sign_in(), set()),
    ("a user signs in without MFA", sign_in(mfa="No"), {"sign-in-without-mfa"}),
    ("nothing said of MFA", sign_in(mfa=""), {"sign-in-without-mfa"}),
    ("root signs in without MFA", sign_in(who="Root", mfa="No"), {"root-use", "sign-in-without-mfa"}),
    ("Identity Center's session enters the console", sign_in(who="AssumedRole", mfa="No"), set()),
    ("a wrong password", sign_in(mfa="No", result="Failure"), {"failed-sign-ins"}),
    ("a wrong code", identity_center("CredentialVerification", "Failure"), {"failed-sign-ins"}),
    ("a right code", identity_center("CredentialVerification", "Success"), set()),
    ("signed in to Identity Center", identity_center("UserAuthentication", "Success"), set()),
    ("a refused call", refused(call("s3:CreateBucket")), {"unauthorized-calls"}),
    (
        "refused by EC2",
        refused(call("ec2:RunInstances"), "Client.UnauthorizedOperation"),
        {"unauthorized-calls"},
    ),
    (
        "refused with an exception",
        refused(read("sns:ListTopics"), "AccessDeniedException"),
        {"unauthorized-calls"},
    ),
    (
        "the auditor is refused in an account",
        by_role(refused(read("s3:ListBuckets")), "guardrails-audit"),
        set(),
    ),
    (
        "and in the management account, by EC2",
        by_role(
            refused(read("ec2:DescribeInstances", account=MANAGEMENT), "Client.UnauthorizedOperation"),
            "guardrails-audit",
        ),
        set(),
    ),
    (
        "a role named nearly like the auditor's",
        by_role(refused(read("s3:ListBuckets")), "guardrails-audit-2"),
        {"unauthorized-calls"},
    ),
    (
        "another role named nearly like it",
        by_role(refused(read("s3:ListBuckets")), "my-guardrails-audit"),
        {"unauthorized-calls"},
    ),
    (
        "the auditor's name below a path",
        by_role(refused(read("s3:ListBuckets")), "team/guardrails-audit"),
        {"unauthorized-calls"},
    ),
    (
        "the audit role is refused to somebody",
        _refusal(f"arn:aws:iam::{SHOP}:role/guardrails-audit"),
        {"unauthorized-calls"},
    ),
    ("throttled", refused(read("ec2:DescribeInstances"), "Client.RequestLimitExceeded"), set()),
    (
        "an SCP is changed by hand",
        call("organizations:UpdatePolicy", account=MANAGEMENT),
        {"policy-changes", "changes-past-deployment"},
    ),
    (
        "an SCP is changed by a deployment",
        by_role(call("organizations:UpdatePolicy", account=MANAGEMENT), DEPLOYER),
        {"policy-changes"},
    ),
    (
        "an SCP is detached by a user",
        by_user(call("organizations:DetachPolicy", account=MANAGEMENT)),
        {"policy-changes", "changes-past-deployment"},
    ),
    (
        "an SCP is detached with the role that only starts deployments",
        by_role(call("organizations:DetachPolicy", account=MANAGEMENT), STARTER),
        {"policy-changes", "changes-past-deployment"},
    ),
    (
        "an SCP is detached by a deployment of another app",
        by_role(call("organizations:DetachPolicy", account=MANAGEMENT), OTHER_APP),
        {"policy-changes", "changes-past-deployment"},
    ),
    (
        "SCPs are switched off",
        call("organizations:DisablePolicyType", account=MANAGEMENT),
        {"policy-changes"},
    ),
    ("policies are read", read("organizations:DescribePolicy", account=MANAGEMENT), set()),
    ("policies are listed", read("organizations:ListPolicies", account=MANAGEMENT), set()),
    ("no right to detach", refused(call("organizations:DetachPolicy")), {"unauthorized-calls"}),
    (
        "an event of an old version, which doesn't say that it changed something",
        {key: value for key, value in call("organizations:DeletePolicy").items() if key != "readOnly"},
        {"policy-changes", "changes-past-deployment"},
    ),
    ("an account moves", call("organizations:MoveAccount", account=MANAGEMENT), {"organization-changes"}),
    ("an account leaves", call("organizations:LeaveOrganization"), {"organization-changes"}),
    ("an account has joined", _of_organizations("AccountJoinedOrganization"), MEMBERSHIP),
    ("an account has left", _of_organizations("AccountDepartedOrganization"), MEMBERSHIP),
    ("a service event of another name", _of_organizations("CreateAccountResult"), {"organization-changes"}),
    ("another service's event of this name", call("ec2:AccountJoinedOrganization"), set()),
    ("somebody else's service", call("organizations:EnableAWSServiceAccess"), {"organization-changes"}),
    ("the trail stops", call("cloudtrail:StopLogging", account=MANAGEMENT), {"trail-changes"}),
    ("the trail is deleted", call("cloudtrail:DeleteTrail", account=MANAGEMENT), {"trail-changes"}),
    ("the trail is read", read("cloudtrail:GetTrailStatus"), set()),
    ("the log group goes", asking(call("logs:DeleteLogGroup"), logGroupName=GROUP), {"trail-changes"}),
    ("a filter goes", asking(call("logs:DeleteMetricFilter"), logGroupName=GROUP), {"trail-changes"}),
    ("another log group goes", asking(call("logs:DeleteLogGroup"), logGroupName="/app"), set()),
    ("the log group loses its protection", _unprotected(GROUP), {"trail-changes"}),
    ("by its ARN", _unprotected(f"{GROUP_ARN}"), {"trail-changes"}),
    ("by its ARN with all streams", _unprotected(f"{GROUP_ARN}:*"), {"trail-changes"}),
    ("another log group loses its protection", _unprotected(f"{GROUP}-2"), set()),
    ("another one by its ARN", _unprotected(f"{GROUP_ARN}-2"), set()),
    ("its protection is refused to be lifted", refused(_unprotected(GROUP)), {"unauthorized-calls"}),
    ("the log is written", asking(call("logs:CreateLogStream"), logGroupName=GROUP), set()),
    (
        "the bucket opens",
        asking(call("s3:PutBucketPolicy", account=ARCHIVE), bucketName=BUCKET),
        {"trail-changes", BUCKETS},
    ),
    (
        "the access logs' bucket goes",
        asking(call("s3:DeleteBucket", account=ARCHIVE), bucketName=f"{BUCKET}-access"),
        {"trail-changes"},
    ),
    (
        "another bucket opens",
        asking(call("s3:PutBucketPolicy"), bucketName="shop"),
        {BUCKETS},
    ),
    ("the bucket is read", asking(read("s3:GetBucketAcl"), bucketName=BUCKET), set()),
    ("a role's policy", call("iam:PutRolePolicy", region="us-east-1"), {"iam-policy-changes"}),
    ("a trust policy", call("iam:UpdateAssumeRolePolicy", region="us-east-1"), {"iam-policy-changes"}),
    ("a boundary goes", call("iam:DeleteRolePermissionsBoundary"), {"iam-policy-changes"}),
    ("a policy is tried", read("iam:SimulatePrincipalPolicy"), set()),
    ("a role is made", call("iam:CreateRole", region="us-east-1"), set()),
    ("an assignment by hand", call("sso:CreateAccountAssignment", account=MANAGEMENT), PAST_DEPLOYMENT),
    (
        "an assignment by a deployment",
        by_role(call("sso:CreateAccountAssignment", account=MANAGEMENT), DEPLOYER),
        {"identity-center-changes"},
    ),
    ("an assignment in the console", call("sso:AssociateProfile", account=MANAGEMENT), PAST_DEPLOYMENT),
    ("a permission set by hand", call("sso:PutInlinePolicyToPermissionSet"), PAST_DEPLOYMENT),
    (
        "a permission set by a deployment",
        by_role(call("sso:PutInlinePolicyToPermissionSet", account=MANAGEMENT), DEPLOYER),
        {"identity-center-changes"},
    ),
    (
        "no right to a permission set",
        refused(call("sso:PutInlinePolicyToPermissionSet")),
        {"unauthorized-calls"},
    ),
    ("a permission set is read", read("sso:DescribePermissionSet", account=MANAGEMENT), set()),
    ("its policy is read", read("sso:GetInlinePolicyForPermissionSet", account=MANAGEMENT), set()),
    ("an application in Identity Center", call("sso:CreateApplication"), {"identity-center-changes"}),
    (
        "a stack set by hand",
        call("cloudformation:UpdateStackSet", account=MANAGEMENT),
        {"changes-past-deployment"},
    ),
    (
        "a stack set into accounts, by hand",
        call("cloudformation:CreateStackInstances", account=MANAGEMENT),
        {"changes-past-deployment"},
    ),
    (
        "a stack set by a deployment",
        by_role(call("cloudformation:CreateStackInstances", account=MANAGEMENT), DEPLOYER),
        set(),
    ),
    (
        "a delegated administrator's stack set",
        asking(call("cloudformation:CreateStackInstances"), callAs="DELEGATED_ADMIN"),
        {"changes-past-deployment"},
    ),
    ("a member's own stack set", asking(call("cloudformation:CreateStackSet"), callAs="SELF"), set()),
    ("a stack set is read", read("cloudformation:DescribeStackSet", account=MANAGEMENT), set()),
    ("a stack", call("cloudformation:UpdateStack", account=MANAGEMENT), set()),
    ("a member", call("identitystore:CreateGroupMembership"), {"identity-center-changes"}),
    ("a user", call("sso-directory:CreateUser"), {"identity-center-changes"}),
    ("a person enters an account", call("sso:Federate", account=MANAGEMENT), set()),
    ("the CLI gets a token", call("sso:CreateToken", account=MANAGEMENT), set()),
    ("the console looks", call("sso-directory:DescribeUsers", account=MANAGEMENT), set()),
    ("a key's end", call("kms:ScheduleKeyDeletion"), {"key-deletion"}),
    ("a key stops", call("kms:DisableKey"), {"key-deletion"}),
    ("a key is rescued", call("kms:CancelKeyDeletion"), set()),
    ("an access key", call("iam:CreateAccessKey", region="us-east-1"), {"access-key-creation"}),
    ("an access key goes", call("iam:DeleteAccessKey", region="us-east-1"), set()),
    ("an IAM user", call("iam:CreateUser", region="us-east-1"), {"iam-user-creation"}),
    ("a password", call("iam:CreateLoginProfile", region="us-east-1"), {"iam-user-creation"}),
    ("another service's user", call("cognito-idp:CreateUser"), set()),
    ("break-glass reads", by_role(read("ec2:DescribeInstances"), "break-glass"), {"break-glass-use"}),
    (
        "break-glass is refused",
        by_role(refused(call("ec2:RunInstances")), "break-glass"),
        {"break-glass-use", "unauthorized-calls"},
    ),
    ("break-glass is assumed", asking(read("sts:AssumeRole"), roleArn=BREAK_GLASS), {"break-glass-use"}),
    (
        "break-glass is assumed by SAML",
        asking(read("sts:AssumeRoleWithSAML"), roleArn=BREAK_GLASS),
        {"break-glass-use"},
    ),
    (
        "break-glass is refused to somebody",
        refused(asking(read("sts:AssumeRole"), roleArn=BREAK_GLASS)),
        {"break-glass-use", "unauthorized-calls"},
    ),
    (
        "break-glass is refused to somebody, and the message alone says so",
        _refusal(BREAK_GLASS),
        {"break-glass-use", "unauthorized-calls"},
    ),
    (
        "a policy denies break-glass to somebody",
        _refusal(f"{BREAK_GLASS} with an explicit deny in a service control policy"),
        {"break-glass-use", "unauthorized-calls"},
    ),
    ("a role named alike is refused", _refusal(f"{BREAK_GLASS}-2"), {"unauthorized-calls"}),
    ("a role of another name", by_role(call("ec2:RunInstances"), "no-break-glass"), set()),
    ("a role named alike", by_role(call("ec2:RunInstances"), "break-glass-2"), set()),
    ("a member assumes a role that deploys", asking(read("sts:AssumeRole"), roleArn=DEPLOY), {DEPLOYING}),
    (
        "a member assumes StackSets' role",
        asking(read("sts:AssumeRole", account=ARCHIVE), roleArn=STACK_SETS),
        {DEPLOYING},
    ),
    ("it is refused", _refusal(DEPLOY), {DEPLOYING, "unauthorized-calls"}),
    ("somebody unknown assumes it", _outsider(asking(read("sts:AssumeRole"), roleArn=DEPLOY)), {DEPLOYING}),
    ("the management account deploys", _deploying(DEPLOY), set()),
    ("StackSets deploys for the management account", _deploying(STACK_SETS), set()),
    ("CloudFormation takes the execution role", _by_service(_deploying(DEPLOY)), set()),
    (
        "a member deploys an app of its own",
        asking(read("sts:AssumeRole"), roleArn=DEPLOY.replace("guardrails", "hnb659fds")),
        set(),
    ),
    ("another role is assumed", asking(read("sts:AssumeRole"), roleArn=f"{BREAK_GLASS}-2"), set()),
    ("a bucket's objects expire", call("s3:PutBucketLifecycle"), {BUCKETS}),
    ("a bucket's public access block goes", call("s3:DeleteBucketPublicAccessBlock"), {BUCKETS}),
    ("a bucket's tags", call("s3:PutBucketTagging"), set()),
    ("no right to a bucket's policy", refused(call("s3:PutBucketPolicy")), {"unauthorized-calls"}),
    ("Config stops", call("config:StopConfigurationRecorder"), {"config-changes"}),
    ("Config delivers elsewhere", call("config:PutDeliveryChannel"), {"config-changes"}),
    ("Config starts", call("config:StartConfigurationRecorder"), set()),
    ("a port opens", call("ec2:AuthorizeSecurityGroupIngress"), {"security-group-changes"}),
    ("a port closes", call("ec2:RevokeSecurityGroupEgress"), {"security-group-changes"}),
    ("a port's description", call("ec2:UpdateSecurityGroupRuleDescriptionsIngress"), set()),
    ("security groups are read", read("ec2:DescribeSecurityGroups"), set()),
    ("another service's security group", call("rds:AuthorizeSecurityGroupIngress"), set()),
    ("a network ACL", call("ec2:CreateNetworkAclEntry"), {"network-acl-changes"}),
    ("a subnet gets another one", call("ec2:ReplaceNetworkAclAssociation"), {"network-acl-changes"}),
    ("network ACLs are read", read("ec2:DescribeNetworkAcls"), set()),
    ("a way to the internet", call("ec2:AttachInternetGateway"), {"gateway-changes"}),
    ("a gateway of a VPN", call("ec2:CreateCustomerGateway"), {"gateway-changes"}),
    ("a gateway of address translation", call("ec2:CreateNatGateway"), set()),
    ("a route", call("ec2:ReplaceRoute"), {"route-table-changes"}),
    ("a subnet leaves its route table", call("ec2:DisassociateRouteTable"), {"route-table-changes"}),
    ("routes are read", read("ec2:DescribeRouteTables"), set()),
    ("a peering", call("ec2:AcceptVpcPeeringConnection"), {"vpc-changes"}),
    ("a network goes", call("ec2:DeleteVpc"), {"vpc-changes"}),
    ("a subnet", call("ec2:CreateSubnet"), set()),
    ("nobody lists Tokyo", call("ec2:RunInstances", region="ap-northeast-1"), {"unexpected-region"}),
    ("nobody lists Oregon", call("ec2:RunInstances", region="us-west-2"), {"unexpected-region"}),
    ("a region of tomorrow", call("s3:CreateBucket", region="eu-east-9"), {"unexpected-region"}),
    ("Tokyo is only read", read("ec2:DescribeInstances", region="ap-northeast-1"), set()),
    (
        "the guardrail holds in Tokyo",
        refused(call("ec2:RunInstances", region="ap-northeast-1"), "Client.UnauthorizedOperation"),
        {"unauthorized-calls"},
    ),
    ("Virginia isn't the shop's", call("ec2:RunInstances", region="us-east-1"), {"unexpected-region"}),
    (
        "nor the management account's",
        call("lambda:CreateFunction20150331", account=MANAGEMENT, region="us-east-1"),
        {"unexpected-region"},
    ),
    (
        "Virginia is the network's",
        call("ec2:CreateVpc", account=NETWORK, region="us-east-1"),
        {"vpc-changes"},
    ),
    (
        "an account that isn't in the file yet",
        call("ec2:CreateVpc", account="999999999999", region="us-east-1"),
        {"unexpected-region", "vpc-changes"},
    ),
    ("a global service in Virginia", call("cloudfront:CreateDistribution", region="us-east-1"), set()),
    ("a global service in Oregon", call("globalaccelerator:CreateAccelerator", region="us-west-2"), set()),
    (
        "Ireland isn't the sandbox's",
        call("s3:CreateBucket", account=SANDBOX, region="eu-west-1"),
        {"unexpected-region"},
    ),
    ("Ireland is the shop's", call("s3:CreateBucket", region="eu-west-1"), set()),
    ("a service that all are denied", call("gamelift:CreateFleet", account=NETWORK), {"unexpected-service"}),
    (
        "even the management account",
        call("workmail:CreateOrganization", account=MANAGEMENT),
        {"unexpected-service"},
    ),
    ("a service that is only looked at", read("gamelift:ListFleets"), set()),
    ("a service that begins alike", call("iotevents:CreateInput"), set()),
    ("Prod has no Lightsail", call("lightsail:CreateInstances"), {"unexpected-service"}),
    ("others have", call("lightsail:CreateInstances", account=NETWORK), set()),
    (
        "the sandbox has ten services, EC2 is none",
        call("ec2:RunInstances", account=SANDBOX),
        {"unexpected-service"},
    ),
    ("Lambda is one", call("lambda:CreateFunction20150331", account=SANDBOX), set()),
    ("CloudWatch is one, under another name", call("monitoring:PutMetricAlarm", account=SANDBOX), set()),
    (
        "both at once",
        call("ec2:RunInstances", account=SANDBOX, region="us-east-1"),
        {"unexpected-region", "unexpected-service"},
    ),
)
