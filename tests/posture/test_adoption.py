"""What others publish can be taken over as it is, and says the same: as a document, or by a control.

The policies that AWS's own collections hold are not in this repository. Where the variable PUBLISHED_POLICIES
names a folder with them, each is taken over; docs/real-configurations.md says what came of it.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from guardrails.policy.language.document import TYPES
from guardrails.policy.language.read import read_document
from guardrails.policy.lint import type_of_text
from guardrails.posture import compile_posture
from guardrails.posture.compare import compare
from guardrails.posture.prove import prove
from scripts.published_policies import mended, published, substituted
from tests.posture.adoption import adopted, disagreements, statements_of

pytestmark = pytest.mark.slow
FOLDER = os.environ.get("PUBLISHED_POLICIES")
FILES = published(Path(FOLDER)) if FOLDER else {}
no_folder = pytest.mark.skipif(not FOLDER, reason="PUBLISHED_POLICIES names no folder of published policies")

EXEMPTING = {"ArnNotLike": {"aws:PrincipalARN": "arn:aws:iam::${Account}:role/[PRIVILEGED_ROLE]"}}
FEATURES: dict[str, list[dict[str, object]]] = {
    "all but some actions": [
        {
            "NotAction": ["s3:Get*", "sts:*", "iam:*"],
            "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1"]}, **EXEMPTING},
        }
    ],
    "all but some resources": [
        {"Action": ["bedrock:InvokeModel"], "NotResource": "arn:aws:bedrock:*::foundation-model/<model>.*"}
    ],
    "keys in other letters, operators too": [
        {
            "Action": "sqs:SendMessage",
            "Resource": "*",
            "Condition": {"ForAnyValue:Stringlike": {"AWS:tagkeys": ["team*", "cost"]}},
        }
    ],
    "sets of values": [
        {
            "Principal": "*",
            "Action": ["s3:*", "dynamodb:*"],
            "Resource": "*",
            "Condition": {
                "ForAllValues:StringNotLikeIfExists": {"aws:PrincipalOrgPaths": "o-exampleorg1/r-ex4m/*"},
                "ForAnyValue:StringNotLike": {"aws:CalledVia": ["athena.amazonaws.com"]},
            },
        }
    ],
    "numbers, addresses, networks": [
        {
            "Action": "kms:ScheduleKeyDeletion",
            "Resource": "*",
            "Condition": {
                "NumericLessThan": {"kms:ScheduleKeyDeletionPendingWindowInDays": "30"},
                "NotIpAddressIfExists": {"aws:SourceIp": ["<office-cidr>"]},
                "StringNotEqualsIfExists": {"aws:SourceVpc": ["<my-vpc>"]},
            },
        },
        {
            "Principal": "",
            "Action": "iam:CreateServiceSpecificCredential",
            "Resource": "arn:aws:iam::*:user/*",
            "Condition": {"NumericGreaterThanEquals": {"iam:ServiceSpecificCredentialAgeDays": ["31"]}},
        },
    ],
    "numbers where JSON has numbers and truth": [
        {
            "Principal": "*",
            "Action": "s3:*",
            "Resource": "*",
            "Condition": {
                "NumericGreaterThan": {"s3:signatureAge": 600000},
                "Bool": {"aws:ViaAWSService": False},
            },
        }
    ],
    "one statement, not in a list": [
        {"Principal": "*", "Action": "cognito-idp:Delete*", "Resource": "*", "Condition": EXEMPTING}
    ],
    "what is named or not": [
        {
            "Principal": "*",
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Resource": "*",
            "Condition": {
                "StringNotLikeIfExists": {"issuer.example.com:sub": "team:<team>/*"},
                "Null": {"issuer.example.com:sub": "false", "issuer.example.com:aud": True},
            },
        }
    ],
}


def _written(name: str) -> str:
    given = [
        {"Effect": "Deny", **{key: value for key, value in one.items() if value != ""}}
        for one in FEATURES[name]
    ]
    statements = given[0] if "not in a list" in name else given
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=4)


def _holds_as_written(text: str) -> None:
    """Compile it, and hold it against the text: word for word, by effect, and by a second reading."""
    baseline = adopted(text)
    posture = compile_posture(baseline)
    [policy] = posture.declared
    assert policy.document.to_dict() == json.loads(text)
    assert policy.type == type_of_text(text).api_name
    raw = replace(policy, document=read_document(json.loads(text)))
    attached = replace(posture, policies=(*(one for one in posture.policies if one is not policy), raw))
    found = compare(attached, posture)
    assert (found.changes, found.texts_changed) == ((), 0)
    differing, answers = disagreements(posture, text)
    assert differing == []
    assert answers == {True, False}
    kept = [one for one in prove(baseline, posture).failures if one.obligation == 1]
    assert kept == []


@pytest.mark.parametrize("name", FEATURES)
def test_a_document_says_what_it_says_outside(name: str) -> None:
    """Each feature of the language that published policies use, in words of our own."""
    _holds_as_written(substituted(_written(name)))


@no_folder
@pytest.mark.parametrize("name", FILES)
def test_a_published_policy_is_taken_over_as_it_is(name: str) -> None:
    """With its placeholders filled in, and what AWS itself would refuse mended."""
    for text in mended(substituted(FILES[name])):
        _holds_as_written(text)


@no_folder
def test_there_are_policies_of_both_types_in_the_folder() -> None:
    """A folder without any would prove nothing."""
    assert {type_of_text(text).api_name for text in FILES.values()} == set(TYPES)
    assert all(statements_of(text) for one in FILES.values() for text in mended(substituted(one)))
