"""The example's organization in the local AWS, made by real calls so that every check passes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from emulator import totp
from emulator.client import LocalAws, running
from guardrails.capture import Capture
from guardrails.live.aws import Aws
from guardrails.live.capture import READERS, CaptureRequest, capture_live, operations
from guardrails.live.reading import Reading, Refusals
from tests.baselines import EXAMPLE
from tests.existing_trail import PREFIX
from tests.preflight import cases

STORE, EVERYONE, OTHER = "d-99671a2b3c", cases.EVERYONE, cases.OTHER
DEPLOYER, EXECUTOR = f"{cases.DEPLOY}-{{}}-{cases.HOME}", f"{cases.EXECUTE}-{{}}-{cases.HOME}"
AUDITOR = "222222222223"
MEMBER_ROLE = "OrganizationAccountAccessRole"
ENTERED = (cases.MANAGEMENT, cases.ARCHIVE)
"""The accounts that are read from the inside: the checks treat all members alike."""
BUCKETS = {name: f"exampleorg1-{name}-trail-of-others" for name in ("first", "second", "encrypted")}
MONTHLY = {"BudgetLimit": {"Amount": "10", "Unit": "USD"}, "TimeUnit": "MONTHLY", "BudgetType": "COST"}
_OTHER_TOPIC = {**cases.TOPIC, "Properties": {"TopicName": "b", "DisplayName": "A"}}
APPLICATIONS = {
    "as in the assembly": {"Topic": cases.TOPIC},
    "larger": {"Topic": cases.TOPIC, "Group": cases.GROUP},
    "other topic": {"Topic": _OTHER_TOPIC, "Group": cases.GROUP},
}
"""Resources of the stack that the assembly of the checks' cases has."""
_READERS = {"access": ("access", "entitlements"), "stacks": ("stacks", "stack_sets")}
"""The readers of a section, where they aren't one of its name."""


def trust(*accounts: str) -> str:
    """Write a trust policy for the roots of accounts."""
    return cases.trust(*accounts)


@dataclass
class Live:
    """A local AWS, and the calls with which somebody makes faults in it."""

    aws: LocalAws
    reading: Aws
    made: list[str] = field(default_factory=list)

    def client(self, service: str, account: str = cases.MANAGEMENT, region: str = cases.HOME) -> Any:
        """Give a client of an account's root user."""
        return self.aws.client(service, account, region)

    def capture(self) -> Capture:
        """Read everything, but members from the inside."""
        return self.read(capture_live(CaptureRequest(cases.HOME), lambda _: None, self.reading), ["accounts"])

    def read(self, capture: Capture, sections: Iterable[str]) -> Capture:
        """Read some sections again."""
        names = {reader for section in sections for reader in _READERS.get(section, (section,))}
        with ThreadPoolExecutor(8) as pool:
            for reader in READERS:
                if reader.name in names:
                    before = _narrowed(capture) if reader.name == "accounts" else capture
                    reading = Reading(self.reading, reader, Refusals(), pool)
                    capture = capture.model_copy(update=dict(reader.read(reading, before)))
        return capture

    def bucket(self, name: str) -> None:
        """Make a bucket into which CloudTrail may write."""
        s3, allow = (
            self.client("s3"),
            {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}},
        )
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": cases.HOME})
        own = {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}
        arn = f"arn:aws:s3:::{name}"
        own_folders = (cases.MANAGEMENT, "o-exampleorg1")
        folders = [
            f"{arn}/{prefix}AWSLogs/{owner}/*" for prefix in ("", f"{PREFIX}/") for owner in own_folders
        ]
        statements = [
            {**allow, "Action": "s3:GetBucketAcl", "Resource": arn},
            {**allow, "Action": "s3:PutObject", "Resource": folders, "Condition": own},
        ]
        policy = {"Version": "2012-10-17", "Statement": statements}
        s3.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))

    def alarm_on(self, topic: str) -> None:
        """Let an alarm use a topic, so that a capture sees it."""
        self.client("cloudwatch").put_metric_alarm(
            AlarmName=f"guardrails-{topic.rpartition(':')[2]}",
            AlarmActions=[topic],
            MetricName="Errors",
            Namespace="Own",
            Statistic="Sum",
            Period=300,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
        )

    def add_person(self, group: str, name: str) -> None:
        """Put somebody into a group, as the identity provider does."""
        store = self.client("identitystore")
        user = store.create_user(
            IdentityStoreId=STORE,
            UserName=name,
            DisplayName=name,
            Name={"GivenName": name, "FamilyName": "Example"},
        )
        store.create_group_membership(
            IdentityStoreId=STORE, GroupId=group, MemberId={"UserId": user["UserId"]}
        )

    def deploy(self, resources: dict[str, Any], name: str = "guardrails-own", **more: Any) -> None:
        """Create or update a stack."""
        cloudformation = self.client("cloudformation")
        template = json.dumps({"Resources": resources, **more.pop("parts", {})})
        listed = {stack["StackName"] for stack in cloudformation.describe_stacks()["Stacks"]}
        operation = cloudformation.update_stack if name in listed else cloudformation.create_stack
        operation(StackName=name, TemplateBody=template, Capabilities=["CAPABILITY_NAMED_IAM"], **more)
        status = "_IN_PROGRESS"
        while status.endswith("_IN_PROGRESS"):
            time.sleep(0.05)
            status = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        assert status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), status


def _narrowed(capture: Capture) -> Capture:
    """Keep the accounts that are entered."""
    assert capture.organization is not None
    accounts = tuple(each for each in capture.organization.accounts or () if each.id in ENTERED)
    organization = capture.organization.model_copy(update={"accounts": accounts})
    read_by = capture.read_by.model_copy(update={"member_role": MEMBER_ROLE})
    return capture.model_copy(update={"organization": organization, "read_by": read_by})


@contextmanager
def sound_organization() -> Iterator[Live]:
    """Start the example's organization, and make in it whatever the checks ask for."""
    with running(EXAMPLE) as aws, pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment(cases.MANAGEMENT, cases.HOME).items():
            patch.setenv(name, value)
        live = Live(aws, Aws(cases.HOME, operations(), connections=8))
        for account in ENTERED:
            _secure(live, account)
        _bootstrap(live)
        _have_rescuers(live)
        live.add_person(EVERYONE, "ada")
        live.deploy(APPLICATIONS["as in the assembly"])
        yield live


def _secure(live: Live, account: str) -> None:
    """Set what each account needs: second factor, password policy, contact, and the auditor's role."""
    in_management = account == cases.MANAGEMENT
    live.aws.controls.set_root_user(account, second_factor=in_management, password=in_management)
    iam = live.client("iam", account)
    iam.update_account_password_policy(MinimumPasswordLength=14)
    iam.create_role(RoleName="guardrails-audit", AssumeRolePolicyDocument=trust(AUDITOR))
    live.client("account", account).put_alternate_contact(
        AlternateContactType="SECURITY",
        Name="Security",
        Title="Team",
        EmailAddress="security@example.com",
        PhoneNumber="+490000000",
    )


def _bootstrap(live: Live) -> None:
    """Make the roles of both bootstraps, and the stack by which CDK knows the one of this account."""
    live.client("iam", cases.ARCHIVE).create_role(
        RoleName=DEPLOYER.format(cases.ARCHIVE),
        AssumeRolePolicyDocument=trust(cases.MANAGEMENT, cases.ARCHIVE),
    )
    iam = live.client("iam")
    service = {"Effect": "Allow", "Principal": {"Service": "cloudformation.amazonaws.com"}}
    by_service = {"Version": "2012-10-17", "Statement": [{**service, "Action": "sts:AssumeRole"}]}
    statement = {"Effect": "Allow", "Action": "organizations:*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    policy = iam.create_policy(PolicyName="guardrails-execution", PolicyDocument=document)["Policy"]["Arn"]
    names = {"AssumeRolePolicyDocument": trust(cases.MANAGEMENT)}
    iam.create_role(RoleName=DEPLOYER.format(cases.MANAGEMENT), **names)
    executor = EXECUTOR.format(cases.MANAGEMENT)
    iam.create_role(RoleName=executor, AssumeRolePolicyDocument=json.dumps(by_service))
    iam.attach_role_policy(RoleName=executor, PolicyArn=policy)
    live.deploy(
        {"Topic": {"Type": "AWS::SNS::Topic"}},
        "guardrails-toolkit",
        parts={
            "Parameters": {"Qualifier": {"Type": "String"}},
            "Outputs": {"BootstrapVersion": {"Value": "28"}},
        },
        Parameters=[{"ParameterKey": "Qualifier", "ParameterValue": "guardrails"}],
    )


def _have_rescuers(live: Live) -> None:
    """Have the callers of the break-glass role, each with a device."""
    iam = live.client("iam")
    for name in ("rescue-1", "rescue-2"):
        iam.create_user(UserName=name)
        device = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
        seed, now = device["Base32StringSeed"].decode(), time.time()
        iam.enable_mfa_device(
            UserName=name,
            SerialNumber=device["SerialNumber"],
            AuthenticationCode1=totp.code(seed, now - totp.SECONDS),
            AuthenticationCode2=totp.code(seed, now),
        )
