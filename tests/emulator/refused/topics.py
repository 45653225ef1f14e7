"""SNS: names, policies and subscriptions."""

from __future__ import annotations

from typing import Any

from tests.emulator.cases import allow, resource
from tests.emulator.refused.case import DOCS, ROOT, RUN, Call, Refused

_API = f"{DOCS}/sns/latest/api"
_GUIDE = f"{DOCS}/sns/latest/dg"
_PERMISSIONS = f"{_GUIDE}/sns-access-policy-language-api-permissions-reference.html"
_INVALID = "InvalidParameter"
_TOPIC = {"Topic": resource("AWS::SNS::Topic")}


def _policy(name: str, policy: dict[str, Any]) -> Refused:
    it = resource("AWS::SNS::TopicPolicy", Topics=[{"Ref": "Topic"}], PolicyDocument=policy)
    return Refused(f"topic policy: {name}", _PERMISSIONS, _INVALID, it, _TOPIC)


def _subscription(name: str, page: str, **properties: Any) -> Refused:
    wanted = {"TopicArn": {"Ref": "Topic"}, "Protocol": "email", "Endpoint": "a@example.com", **properties}
    it = resource("AWS::SNS::Subscription", **wanted)
    return Refused(f"subscription: {name}", page, _INVALID, it, _TOPIC)


CASES = (
    Refused(
        "topic: a space in its name",
        f"{_API}/API_CreateTopic.html",
        _INVALID,
        resource("AWS::SNS::Topic", TopicName=f"my alerts {RUN}"),
        call=Call("sns", "create_topic", {"Name": f"my alerts {RUN}"}),
    ),
    Refused(
        "topic: 257 characters",
        f"{_API}/API_CreateTopic.html",
        _INVALID,
        resource("AWS::SNS::Topic", TopicName="a" * 257),
        call=Call("sns", "create_topic", {"Name": "a" * 257}),
    ),
    Refused(
        "topic: a display name of 101",
        f"{_API}/API_SetTopicAttributes.html",
        _INVALID,
        resource("AWS::SNS::Topic", DisplayName="a" * 101),
    ),
    _policy("an action of another service", allow("s3:GetObject", ROOT)),
    _policy(
        "another topic",
        {**allow("sns:Publish", ROOT, Resource="arn:aws:sns:eu-central-1:111111111111:another")},
    ),
    _policy("all actions by a star", allow("*", ROOT)),
    _policy("no principal", allow("sns:Publish")),
    _subscription("an address that is none", f"{_API}/API_Subscribe.html", Endpoint="security"),
    _subscription("a way that isn't there", f"{_API}/API_Subscribe.html", Protocol="pager", Endpoint="1"),
    _subscription(
        "https to http", f"{_API}/API_Subscribe.html", Protocol="https", Endpoint="http://example.com"
    ),
    _subscription(
        "a filter of plain text",
        f"{_GUIDE}/subscription-filter-policy-constraints.html",
        FilterPolicy={"team": "web"},
    ),
)
