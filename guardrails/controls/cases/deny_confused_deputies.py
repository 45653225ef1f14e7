"""Single calls, and the verdict of deny_confused_deputies on each."""

from __future__ import annotations

from guardrails.controls.case import ORGANIZATION, STRANGER, Case, denied, untouched

_OBJECT, _SERVICE = "arn:aws:s3:::a/b", "cloudtrail.amazonaws.com"
_OURS = {"aws:SourceAccount": "111111111111", "aws:SourceOrgID": ORGANIZATION}
_OTHER_SOURCE = {"aws:SourceAccount": "999999999999", "aws:SourceOrgID": "o-strangers01"}
_NOBODYS = {"aws:SourceAccount": "999999999999"}
_PARTNER = {"partners": ["999999999999"]}


CASES: tuple[Case, ...] = (
    denied("s3:PutObject", _OBJECT, _SERVICE, _OTHER_SOURCE),
    denied("s3:PutObject", _OBJECT, _SERVICE, _NOBODYS),
    denied("s3:PutObject", _OBJECT, _SERVICE, _OTHER_SOURCE, {"partners": ["888888888888"]}),
    denied("codeartifact:ReadFromRepository", "*", _SERVICE, _OTHER_SOURCE, {"services": ["codeartifact"]}),
    untouched("s3:PutObject", _OBJECT, _SERVICE, _OURS),
    untouched("s3:PutObject", _OBJECT, _SERVICE),
    untouched("sts:AssumeRole", "arn:aws:iam::444444444441:role/a", "lambda.amazonaws.com"),
    untouched("s3:PutObject", _OBJECT, _SERVICE, _OTHER_SOURCE, _PARTNER),
    untouched("s3:PutObject", _OBJECT, _SERVICE, _OURS, _PARTNER),
    untouched("s3:PutObject", _OBJECT, STRANGER, _OTHER_SOURCE),
    untouched("codeartifact:ReadFromRepository", "*", _SERVICE, _OTHER_SOURCE),
)
