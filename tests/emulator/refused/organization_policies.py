"""The grammar of service and resource control policies."""

from __future__ import annotations

from typing import Any

from tests.emulator.cases import resource
from tests.emulator.refused.case import DOCS, RUN, Call, Refused, deny, document, text

_SCP = f"{DOCS}/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html"
_RCP = f"{DOCS}/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html"
_GRAMMAR = f"{DOCS}/IAM/latest/UserGuide/reference_policies_grammar.html"
_CHECKS = f"{DOCS}/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html"


def _policy(name: str, page: str, kind: str, content: Any) -> Refused:
    properties = {"Name": f"{name}-{RUN}", "Type": kind, "Content": content}
    return Refused(
        name=name,
        page=page,
        code="MalformedPolicyDocumentException",
        it=resource("AWS::Organizations::Policy", **properties),
        call=Call(
            "organizations",
            "create_policy",
            {
                **properties,
                "Description": "",
                "Content": content if isinstance(content, str) else text(content),
            },
        ),
    )


def _scp(name: str, content: Any, page: str = _SCP) -> Refused:
    return _policy(f"scp: {name}", page, "SERVICE_CONTROL_POLICY", content)


def _rcp(name: str, content: Any, page: str = _RCP) -> Refused:
    return _policy(f"rcp: {name}", page, "RESOURCE_CONTROL_POLICY", content)


CASES = (
    _scp("a principal", document(deny(Principal="*"))),
    _scp("not a principal", document(deny(NotPrincipal={"AWS": "111111111111"}))),
    _scp("no version", {"Statement": [deny()]}),
    _scp("an old version", {**document(deny()), "Version": "2008-10-17"}),
    _scp("no effect", document(deny(Effect=None))),
    _scp("an effect in another spelling", document(deny(Effect="deny"))),
    _scp("no action", document(deny(Action=None))),
    _scp("an action and its opposite", document(deny(NotAction="iam:*")), _GRAMMAR),
    _scp("an action without a service", document(deny(Action="PutObject")), _GRAMMAR),
    _scp("a wildcard in a service", document(deny(Action="*:Untag*")), _GRAMMAR),
    _scp("an element that isn't there", document(deny(Actions="s3:*")), _GRAMMAR),
    _scp("an operator that isn't there", document(deny(Condition={"StringIs": {"aws:a": "b"}})), _GRAMMAR),
    _scp("one id twice", document(deny(Sid="Same"), deny(Sid="Same")), _CHECKS),
    _scp("no json", '{"Version": "2012-10-17", "Statement": [}', _CHECKS),
    _rcp("an allow", document(deny(Effect="Allow", Principal="*"))),
    _rcp("no principal", document(deny())),
    _rcp("a single principal", document(deny(Principal={"AWS": "111111111111"}))),
    _rcp("not an action", document(deny(Principal="*", Action=None, NotAction="s3:GetObject"))),
    _rcp("no resource", document(deny(Principal="*", Resource=None))),
)
