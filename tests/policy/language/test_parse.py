"""Reading a policy that somebody else wrote: what it says, and where its grammar is wrong."""

from __future__ import annotations

import json

import pytest

from guardrails.policy import Document, Statement, condition
from guardrails.policy.language.document import FULL_ACCESS, from_dict
from guardrails.policy.language.parse import parse_scp
from tests.baselines import located

DENY = '"Effect": "Deny", "Action": "s3:*", "Resource": "*"'


def _document(statement: str) -> str:
    return f'{{\n  "Version": "2012-10-17",\n  "Statement": [{{ {statement} }}]\n}}'


WRONG = (
    ("no version", f'§{{ "Statement": {{ {DENY} }} }}', "Version: the policy has no valid Version"),
    (
        "no statement",
        '{ "Version": "2012-10-17", §"Statement": [] }',
        "Statement: the policy has no statement",
    ),
    (
        "a key of somebody",
        f'{{ "Version": "2012-10-17", §"Note": 1, "Statement": {{ {DENY} }} }}',
        'Note: "Note" is not part',
    ),
    (
        "a statement that is text",
        '{ "Version": "2012-10-17", "Statement": [§"Deny"] }',
        "Statement[0]: a statement is a",
    ),
    (
        "a principal",
        _document(f'§"Principal": "*", {DENY}'),
        "Statement[0].Principal: a service control policy has no Principal",
    ),
    (
        "an effect in lower case",
        _document('§"Effect": "deny", "Action": "*", "Resource": "*"'),
        "Statement[0].Effect: Effect must be",
    ),
    (
        "both actions",
        _document(f'"NotAction": "*", {DENY}').replace("[{", "[§{"),
        "Statement[0]: a statement needs either Action or NotAction",
    ),
    (
        "no resource",
        _document('"Effect": "Deny", "Action": "*"').replace("[{", "[§{"),
        "Statement[0]: a statement needs either Resource",
    ),
    (
        "an empty list",
        _document('"Effect": "Deny", §"Action": [], "Resource": "*"'),
        "Statement[0].Action: must be text",
    ),
    (
        "a number",
        _document('"Effect": "Deny", §"Action": ["s3:*", 5], "Resource": "*"'),
        "Statement[0].Action: must be text",
    ),
    ("two Sids", _document(f'§"Sid": ["a", "b"], {DENY}'), "Statement[0].Sid: must be text"),
    (
        "a condition that is text",
        _document(f'{DENY}, §"Condition": "x"'),
        "Statement[0].Condition: Condition must be an object",
    ),
    (
        "an operator without keys",
        _document(f'{DENY}, "Condition": {{ §"Bool": "true" }}'),
        "Statement[0].Condition.Bool: an operator holds keys",
    ),
    (
        "a key with an object",
        _document(f'{DENY}, "Condition": {{ "Bool": {{ §"aws:x": {{}} }} }}'),
        "Statement[0].Condition.Bool.aws:x: a condition key holds",
    ),
    (
        "an effect twice",
        _document(f'{DENY}, §"Effect": "Allow"'),
        'Statement[0].Effect: "Effect" stands here a second time, first in line 3',
    ),
    ("broken JSON", '{ "Version": §}', ": not valid JSON: Expecting value"),
)


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
@pytest.mark.parametrize("indent", ["  ", "\t"], ids=["spaces", "tabs"])
def test_a_mistake_is_located(text: str, expected: str, indent: str) -> None:
    """File, line, column, field, problem and a remedy; tabs are as good as spaces."""
    text, ((line, column),) = located(text.replace("\n  ", "\n" + indent))
    found = parse_scp(text, "x.json")
    assert not isinstance(found, Document)
    (finding,) = found
    assert str(finding).startswith(f"x.json:{line}:{column} {expected}".replace(" :", ":"))
    assert finding.remedy


def test_every_mistake_of_a_document_is_found_at_once() -> None:
    """Two statements with two mistakes each are four findings."""
    bad = {"Effect": "Maybe", "Action": [], "Resource": "*"}
    found = parse_scp(json.dumps({"Version": "2012-10-17", "Statement": [bad, bad]}), "x.json")
    assert not isinstance(found, Document)
    assert len(found) == 4


RIGHT = (
    ("one statement alone", f"{{ {DENY} }}"),
    ("a list", f'[{{ {DENY} }}, {{ "Sid": "Two", {DENY} }}]'),
    (
        "everything but",
        '[{ "Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "NotResource": "arn:aws:s3:::x" }]',
    ),
    (
        "an allow with a condition",
        (
            '[{ "Effect": "Allow", "Action": "*", "Resource": "*",'
            ' "Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-west-1"]}} }]'
        ),
    ),
    (
        "JSON's own values",
        (
            f'[{{ {DENY}, "Condition":'
            ' {"Bool": {"aws:SecureTransport": false}, "NumericLessThan": {"s3:max-keys": 10}} }]'
        ),
    ),
    ("escapes", f'[{{ "Sid": "\\ud83d\\ude00\\u00e9\\/", {DENY} }}]'),
    (
        "a long key",
        '[{{ {}, "Condition": {{"StringEquals": {{"aws:PrincipalTag/{}": "x"}}}} }}]'.format(
            DENY, "k" * 2000
        ),
    ),
    (
        "wildcards anywhere",
        '[{ "Effect": "Deny", "Action": "s3:*Object?", "Resource": "arn:aws:s3:::*/a?b" }]',
    ),
)


@pytest.mark.parametrize("statement", [case[1] for case in RIGHT], ids=[case[0] for case in RIGHT])
@pytest.mark.parametrize("space", [" ", "\t", "\r\n\t"], ids=["spaces", "tabs", "lines"])
def test_what_aws_takes_is_read_and_kept_as_written(statement: str, space: str) -> None:
    """The document is deployed word for word, whatever its statements mean to us."""
    text = f'{{{space}"Version": "2012-10-17",{space}"Statement":{space}{statement} }}'
    document = parse_scp(text, "x.json")
    assert isinstance(document, Document)
    assert document.to_dict() == json.loads(text)
    assert Document(document.statements).to_dict()["Version"] == "2012-10-17"


def test_statements_are_read_as_values() -> None:
    """A text becomes a list of one, JSON's true the text that AWS compares, a missing Sid the empty one."""
    document = from_dict(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Deny",
                "NotAction": "iam:*",
                "NotResource": ["a", "b"],
                "Condition": {"Bool": {"aws:SecureTransport": False, "aws:ViaAWSService": ["true"]}},
            },
        }
    )
    assert document.statements == (
        Statement(
            sid="",
            effect="Deny",
            not_actions=("iam:*",),
            resources=(),
            not_resources=("a", "b"),
            conditions=condition("Bool", "aws:SecureTransport", ["false"])
            + condition("Bool", "aws:ViaAWSService", ["true"]),
        ),
    )


def test_our_own_statements_are_written_as_aws_does() -> None:
    """A list of one is the one; conditions of one operator share its block; nothing empty is written."""
    statement = Statement(
        sid="X",
        effect="Deny",
        actions=("s3:*",),
        conditions=condition("ArnNotLike", "aws:PrincipalArn", ["a", "b"])
        + condition("ArnNotLike", "aws:SourceArn", ["c"]),
    )
    assert statement.to_dict() == {
        "Sid": "X",
        "Effect": "Deny",
        "Action": "s3:*",
        "Resource": "*",
        "Condition": {"ArnNotLike": {"aws:PrincipalArn": ["a", "b"], "aws:SourceArn": "c"}},
    }


def test_full_access_says_what_aws_attaches() -> None:
    """The managed policy, letter by letter."""
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    assert FULL_ACCESS.to_dict() == {"Version": "2012-10-17", "Statement": [statement]}
