"""CloudTrail's event history: who called what, when and where, and how it is looked up."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from emulator.history import store
from emulator.history.store import Event, EventHistory
from guardrails.drift import Lookup
from guardrails.live.aws import Aws
from guardrails.live.readers.history import ACTIONS, look_up
from tests.emulator.deployments import HOME, MANAGEMENT, SHOP
from tests.emulator.reading import code_of

if TYPE_CHECKING:
    from emulator.client import Credentials, LocalAws
    from tests.emulator.deployments import Deployments

US = "us-east-1"
SCP = '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}'
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@pytest.fixture(scope="module")
def person(aws: LocalAws) -> Credentials:
    """Let a person work with a role, under a name of her own."""
    iam = aws.client("iam", MANAGEMENT, HOME)
    trust = {"Effect": "Allow", "Principal": {"AWS": MANAGEMENT}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.create_role(RoleName="history-admin", AssumeRolePolicyDocument=document)
    iam.put_role_policy(RoleName="history-admin", PolicyName="all", PolicyDocument=json.dumps(EVERYTHING))
    role = f"arn:aws:iam::{MANAGEMENT}:role/history-admin"
    return aws.assume_role(role, caller=MANAGEMENT, region=HOME, session="mary")


@pytest.fixture
def policy(aws: LocalAws, person: Credentials) -> str:
    """Let her make a policy; return its id."""
    organizations = aws.client("organizations", MANAGEMENT, HOME, person)
    made = organizations.create_policy(
        Name=f"history-{uuid.uuid4().hex[:8]}", Description="", Content=SCP, Type="SERVICE_CONTROL_POLICY"
    )
    return str(made["Policy"]["PolicySummary"]["Id"])


def found(client: Any, key: str, value: str, **arguments: Any) -> list[dict[str, Any]]:
    """List all events of an attribute."""
    attribute = {"AttributeKey": key, "AttributeValue": value}
    pages = client.get_paginator("lookup_events").paginate(LookupAttributes=[attribute], **arguments)
    return [event for page in pages for event in page["Events"]]


def history_of(aws: LocalAws, account: str, region: str) -> Any:
    """Give a client of CloudTrail."""
    return aws.client("cloudtrail", account, region)


def test_an_event_says_who_called_what_and_when(aws: LocalAws, person: Credentials, policy: str) -> None:
    """A call of a role's session, to a service that AWS serves from us-east-1 alone."""
    before = datetime.now(UTC).replace(microsecond=0)
    aws.client("organizations", MANAGEMENT, HOME, person).delete_policy(PolicyId=policy)
    newest = found(history_of(aws, MANAGEMENT, US), "EventName", "DeletePolicy")[0]
    record = json.loads(newest["CloudTrailEvent"])
    assert (newest["EventSource"], newest["Username"]) == ("organizations.amazonaws.com", "mary")
    assert (newest["ReadOnly"], newest["AccessKeyId"]) == ("false", person.access_key_id)
    assert before <= newest["EventTime"] <= datetime.now(UTC)
    identity = record["userIdentity"]
    assert identity["arn"] == f"arn:aws:sts::{MANAGEMENT}:assumed-role/history-admin/mary"
    issuer = identity["sessionContext"]["sessionIssuer"]
    assert (identity["type"], issuer["userName"]) == ("AssumedRole", "history-admin")
    assert identity["principalId"] == f"{issuer['principalId']}:mary"
    assert record["requestParameters"] == {"policyId": policy}
    assert (record["awsRegion"], record["recipientAccountId"]) == (US, MANAGEMENT)
    assert not found(history_of(aws, MANAGEMENT, HOME), "EventName", "DeletePolicy")


def test_an_answer_and_a_refusal_are_in_the_event(aws: LocalAws, policy: str) -> None:
    """The id of what was made, and the code with which a call was refused."""
    organizations = aws.client("organizations", MANAGEMENT, HOME)
    with pytest.raises(ClientError):
        organizations.delete_policy(PolicyId="p-00000000")
    history = history_of(aws, MANAGEMENT, US)
    made = json.loads(found(history, "EventName", "CreatePolicy")[0]["CloudTrailEvent"])
    assert made["responseElements"]["policy"]["policySummary"]["id"] == policy
    assert json.loads(made["requestParameters"]["content"]) == json.loads(SCP)
    refused = found(history, "EventName", "DeletePolicy")[0]
    assert refused["Username"] == "root"
    assert json.loads(refused["CloudTrailEvent"])["errorCode"] == "PolicyNotFoundException"


def test_each_attribute_filters(aws: LocalAws, person: Credentials) -> None:
    """One attribute a lookup, of those that AWS has."""
    name = f"history-{uuid.uuid4().hex[:8]}"
    aws.client("iam", MANAGEMENT, HOME, person).create_user(UserName=name)
    history = history_of(aws, MANAGEMENT, US)
    [event] = found(history, "ResourceName", name)
    assert event["Resources"] == [{"ResourceType": "AWS::IAM::User", "ResourceName": name}]
    values = {
        "AccessKeyId": person.access_key_id,
        "EventId": event["EventId"],
        "EventName": "CreateUser",
        "EventSource": "iam.amazonaws.com",
        "ReadOnly": "false",
        "ResourceType": "AWS::IAM::User",
        "Username": "mary",
    }
    for key, value in values.items():
        assert event["EventId"] in [each["EventId"] for each in found(history, key, value)], key
        assert event["EventId"] not in [each["EventId"] for each in found(history, key, "x")], key
    two = [{"AttributeKey": key, "AttributeValue": "x"} for key in ("EventId", "Username")]
    code = code_of(lambda: history.lookup_events(LookupAttributes=two))
    assert code == "InvalidLookupAttributesException"
    one = [{"AttributeKey": "Colour", "AttributeValue": "red"}]
    assert code_of(lambda: history.lookup_events(LookupAttributes=one)) == "InvalidLookupAttributesException"


def test_pages_times_and_categories(aws: LocalAws) -> None:
    """The newest first; a page isn't moved by the events that come meanwhile."""
    iam, history = aws.client("iam", MANAGEMENT, HOME), history_of(aws, MANAGEMENT, US)
    begin = datetime.now(UTC).replace(microsecond=0)
    names = [f"history-{number}-{uuid.uuid4().hex[:8]}" for number in range(5)]
    for name in names:
        iam.create_user(UserName=name)
    attribute = [{"AttributeKey": "EventName", "AttributeValue": "CreateUser"}]
    seen: list[str] = []
    token: dict[str, str] = {}
    while len(seen) < len(names):
        page = history.lookup_events(LookupAttributes=attribute, MaxResults=2, StartTime=begin, **token)
        seen += [each["Resources"][0]["ResourceName"] for each in page["Events"]]
        token = {"NextToken": page["NextToken"]} if "NextToken" in page else {}
        iam.create_user(UserName=f"history-{uuid.uuid4().hex[:8]}")
    assert seen[:5] == names[::-1]
    assert code_of(lambda: history.lookup_events(MaxResults=51)) == "InvalidMaxResultsException"
    assert code_of(lambda: history.lookup_events(NextToken="x")) == "InvalidNextTokenException"
    later = begin + timedelta(days=1)
    assert (
        code_of(lambda: history.lookup_events(StartTime=later, EndTime=begin)) == "InvalidTimeRangeException"
    )
    assert history.lookup_events(EndTime=begin - timedelta(days=1))["Events"] == []
    assert history.lookup_events(EventCategory="insight")["Events"] == []


def test_reads_and_regions_and_accounts(aws: LocalAws) -> None:
    """A read is an event, too; a regional service's stands in its region; each account has its own."""
    aws.client("kms", SHOP, HOME).list_keys()
    [event] = found(history_of(aws, SHOP, HOME), "EventName", "ListKeys")[:1]
    assert event["ReadOnly"] == "true"
    assert json.loads(event["CloudTrailEvent"])["responseElements"] is None
    assert not found(history_of(aws, SHOP, US), "EventName", "ListKeys")
    names = {event["EventName"] for event in found(history_of(aws, SHOP, US), "ReadOnly", "true")}
    assert "LookupEvents" in names
    assert "ListPolicies" not in names


def test_secrets_and_data_events_stay_away(aws: LocalAws) -> None:
    """The secret of a new key is hidden; objects of a bucket are no management events."""
    iam, s3 = aws.client("iam", MANAGEMENT, HOME), aws.client("s3", MANAGEMENT, HOME)
    user, bucket = (f"history-{uuid.uuid4().hex[:8]}" for _ in range(2))
    iam.create_user(UserName=user)
    secret = iam.create_access_key(UserName=user)["AccessKey"]["SecretAccessKey"]
    made = found(history_of(aws, MANAGEMENT, US), "EventName", "CreateAccessKey")[0]["CloudTrailEvent"]
    assert user in made
    assert secret not in made
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": HOME})
    s3.put_object(Bucket=bucket, Key="history/object", Body=b"x")
    s3.list_objects_v2(Bucket=bucket)
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration={"BlockPublicAcls": True})
    events = found(history_of(aws, MANAGEMENT, HOME), "ResourceName", bucket)
    assert [event["EventName"] for event in events] == ["PutBucketPublicAccessBlock", "CreateBucket"]


def test_a_deployment_is_cloudformations(deployments: Deployments, aws: LocalAws) -> None:
    """What a handler calls, it calls in the name of who deploys."""
    name = f"history-{uuid.uuid4().hex[:8]}"
    trust = {"Effect": "Allow", "Principal": {"AWS": MANAGEMENT}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [trust]}
    properties = {"RoleName": name, "AssumeRolePolicyDocument": document}
    deployments.create({"Role": {"Type": "AWS::IAM::Role", "Properties": properties}})
    events = found(history_of(aws, MANAGEMENT, US), "ResourceName", name)
    made = next(event for event in events if event["EventName"] == "CreateRole")
    record = json.loads(made["CloudTrailEvent"])
    assert record["userIdentity"]["invokedBy"] == record["sourceIPAddress"] == "cloudformation.amazonaws.com"
    assert record["userIdentity"]["arn"] == f"arn:aws:iam::{MANAGEMENT}:root"


def test_drift_finds_who_changed_a_thing(
    aws: LocalAws, person: Credentials, policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Past refused calls and other people's, over more than one page."""
    organizations = aws.client("organizations", MANAGEMENT, HOME, person)
    organizations.update_policy(PolicyId=policy, Description="changed")
    root = aws.client("organizations", MANAGEMENT, HOME)
    for _ in range(60):
        with pytest.raises(ClientError):
            root.update_policy(PolicyId="p-00000000", Description=policy)
    for name, value in aws.environment(MANAGEMENT, HOME).items():
        monkeypatch.setenv(name, value)
    lookup = Lookup(US, policy, ("UpdatePolicy", "DeletePolicy"))
    history = look_up(Aws(HOME, frozenset(ACTIONS), pause=lambda _: None), [lookup])
    change = history.changes[lookup]
    assert (change.event, change.by.rpartition("/")[2]) == ("UpdatePolicy", "mary")
    assert datetime.fromisoformat(change.at) > datetime.now(UTC) - timedelta(minutes=5)
    with aws.controls.fault("cloudtrail:LookupEvents", "denied"):
        refused = look_up(Aws(HOME, frozenset(ACTIONS), pause=lambda _: None), [lookup])
    assert refused.refused == (f"{ACTIONS[0]} (AccessDeniedException) in {US}",)


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest events go, and reads never crowd out changes."""
    monkeypatch.setattr(store, "CHANGES_CHARACTERS", 1000)
    monkeypatch.setattr(store, "READS_CHARACTERS", 500)
    history = EventHistory()

    def event(*, read_only: bool) -> Event:
        number = history.number()
        return Event(number, "1", "r", str(number), "n", "s", 0.0, "u", "", read_only, (), "x" * 100)

    for _ in range(30):
        history.add(event(read_only=False))
    for _ in range(30):
        history.add(event(read_only=True))
    kept = list(history.newest_first("1", "r"))
    assert [each.number for each in kept] == [*range(60, 55, -1), *range(30, 20, -1)]
