"""A shortened document says what it said."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.aws_facts import actions_of, all_actions, measured_size
from guardrails.policy import Document, Statement, condition
from guardrails.policy.action_set import is_sentinel
from guardrails.policy.equality import same_meaning
from guardrails.policy.language.document import from_dict
from guardrails.policy.language.patterns import matches
from guardrails.policy.minify import run as minify_module
from guardrails.policy.minify.run import Wildcards, minify

SOME = tuple(name for service in ("s3", "sts", "kms", "sqs") for name in actions_of(service))
ENTRIES = st.one_of(
    st.sampled_from(SOME),
    st.sampled_from(all_actions()),
    st.sampled_from(
        ("s3:Get*", "s3:*", "kms:*Key", "S3:putobject", "sq?:*", "*:Tag*", "s3:P?t*", "sts:*", "*")
    ),
    st.sampled_from(("ec3:RunInstances", "s3:NoSuchAction", "s3:NoSuch*", "ec3:*")),
)
LISTS = st.lists(ENTRIES, min_size=1, max_size=25).map(tuple)
_CONTEXTS: tuple[dict[str, Any], ...] = (
    {},
    {"effect": "Allow"},
    {"resources": ("arn:aws:s3:::b", "arn:aws:s3:::a")},
    {"resources": ("arn:aws:s3:::a", "arn:aws:s3:::b", "arn:aws:s3:::a")},
    {"resources": (), "not_resources": ("arn:aws:s3:::a",)},
    {"conditions": condition("StringEquals", "aws:PrincipalTag/t", ("a", "b"))},
    {"conditions": condition("stringequals", "AWS:principaltag/t", ("b", "a"))},
)
CONTEXTS = st.sampled_from(_CONTEXTS)


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    """Make statements of few kinds, so that some can be merged."""
    side = draw(st.sampled_from(("actions", "actions", "not_actions")))
    more: dict[str, Any] = {"effect": "Deny", side: draw(LISTS)}
    return Statement(sid=draw(st.sampled_from(("", "One", "Two"))), **more | draw(CONTEXTS))


DOCUMENTS = st.lists(statements(), min_size=1, max_size=4).map(lambda made: Document(tuple(made)))
MODES = st.sampled_from(list(Wildcards))


def _size(document: Document) -> int:
    return measured_size(document.to_dict())


def _denied(document: Document) -> frozenset[tuple[str, str]]:
    """Say by brute force what each kind of statement covers: (kind, action) for all known actions of SOME."""
    found = set[tuple[str, str]]()
    for statement in document.statements:
        resources = sorted(set(statement.resources))
        conditions = sorted((op.lower(), key.lower(), *sorted(set(v))) for op, key, v in statement.conditions)
        kind = repr((statement.effect, resources, sorted(set(statement.not_resources)), conditions))
        for name in SOME:
            covered = any(
                matches(entry.lower(), name.lower()) for entry in (*statement.actions, *statement.not_actions)
            )
            if covered is bool(statement.actions):
                found.add((kind, name))
    return frozenset(found)


@given(DOCUMENTS, MODES)
def test_it_says_the_same_in_no_more_characters(document: Document, wildcards: Wildcards) -> None:
    """Whatever is in a document: by brute force nothing moves, and it never grows."""
    shorter = minify(document, wildcards=wildcards)
    assert _denied(shorter) == _denied(document)
    assert shorter is document or _size(shorter) < _size(document)


@given(DOCUMENTS, MODES)
def test_shortening_again_changes_nothing(document: Document, wildcards: Wildcards) -> None:
    """There is nothing left to shorten."""
    shorter = minify(document, wildcards=wildcards)
    assert minify(shorter, wildcards=wildcards) is shorter


@given(LISTS, st.randoms(use_true_random=False))
def test_the_order_of_a_list_does_not_matter(actions: tuple[str, ...], order: Any) -> None:
    """One set of actions has one shortest form."""
    shuffled = list(actions)
    order.shuffle(shuffled)
    # The doubled Sid-less statement makes sure that there is something to shorten.
    one, other = (
        minify(Document((Statement("", "Deny", entries), Statement("", "Deny", entries))))
        for entries in (actions, tuple(shuffled))
    )
    assert one == other


@given(DOCUMENTS, MODES)
def test_a_not_action_list_is_never_widened(document: Document, wildcards: Wildcards) -> None:
    """Its entries are the given ones in AWS's spelling; only what another entry covers is gone."""
    shorter = minify(document, wildcards=wildcards)
    given_lists = [statement.not_actions for statement in document.statements if statement.not_actions]
    for statement in shorter.statements:
        if statement.not_actions:
            said = {entry.lower() for entry in statement.not_actions}
            assert any(
                said <= {entry.lower() for entry in entries}
                and all(any(matches(kept, entry.lower()) for kept in said) for entry in entries)
                for entries in given_lists
            )


@given(DOCUMENTS, MODES)
def test_unknown_names_are_kept(document: Document, wildcards: Wildcards) -> None:
    """Nobody can prove what they cover."""
    shorter = minify(document, wildcards=wildcards)
    for unknown in ("ec3:RunInstances", "s3:NoSuchAction", "s3:NoSuch*", "ec3:*"):
        for side in ("actions", "not_actions"):
            before, after = (
                any(unknown in getattr(statement, side) for statement in one.statements)
                for one in (document, shorter)
            )
            assert before is after


def test_a_not_action_list_stays_literal_beside_what_is_shortened() -> None:
    """All of KMS by name is excepted by name, and denied by a wildcard."""
    excepted = Statement("Except", "Deny", not_actions=actions_of("kms"))
    shorter = minify(Document((excepted, Statement("Name", "Deny", actions_of("kms")))))
    assert shorter.statements == (excepted, Statement("Name", "Deny", ("kms:*",)))


def test_statements_that_differ_in_actions_alone_become_one() -> None:
    """However resources and conditions are ordered and spelled; the first Sid stays."""
    tagged = condition("StringEquals", "aws:PrincipalTag/t", ("a", "b"))
    retagged = condition("stringEquals", "aws:principaltag/t", ("b", "a"))
    document = Document(
        (
            Statement("KeepKeys", "Deny", ("kms:DisableKey",), resources=("x", "y"), conditions=tagged),
            Statement("KeepQueues", "Deny", ("sqs:DeleteQueue",), resources=("y", "x"), conditions=retagged),
            Statement("Other", "Deny", ("sqs:DeleteQueue",), resources=("x",), conditions=tagged),
        )
    )
    shorter = minify(document, wildcards=Wildcards.NONE)
    assert [(statement.sid, statement.actions) for statement in shorter.statements] == [
        ("KeepKeys", ("kms:DisableKey", "sqs:DeleteQueue")),
        ("Other", ("sqs:DeleteQueue",)),
    ]


def test_not_action_statements_are_not_joined() -> None:
    """Together they deny everything; joined they would deny less."""
    document = Document(
        (
            Statement("A", "Deny", not_actions=("s3:*",)),
            Statement("B", "Deny", not_actions=("kms:*", "kms:Sign")),
        )
    )
    shorter = minify(document)
    assert [statement.not_actions for statement in shorter.statements] == [("s3:*",), ("kms:*",)]


def test_the_same_not_action_statement_twice_is_one() -> None:
    """It says nothing new."""
    one = Statement("", "Deny", not_actions=("s3:*", "iam:*"))
    other = replace(one, not_actions=("IAM:*", "s3:GetObject", "s3:*"))
    assert minify(Document((other, one))).statements == (replace(one, not_actions=("iam:*", "s3:*")),)


def _given(statement: dict[str, Any], **top: Any) -> Document:
    return from_dict({"Version": "2012-10-17", **top, "Statement": [statement]})


DOUBLED = {"Effect": "Deny", "Action": ["s3:GetObject", "s3:GetObject"], "Resource": "*"}


def test_a_document_of_your_own_is_rewritten() -> None:
    """What is returned no longer carries the text that was read."""
    shorter = minify(_given(DOUBLED, Id="mine"), wildcards=Wildcards.NONE)
    assert shorter.verbatim is None
    assert shorter.to_dict()["Statement"] == [{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}]


def test_an_old_document_stays_old() -> None:
    """In the older version of the language `${aws:username}` is no variable."""
    shorter = minify(from_dict({"Version": "2008-10-17", "Statement": DOUBLED}))
    assert shorter.verbatim is None
    assert shorter.to_dict()["Version"] == "2008-10-17"


def test_a_resource_control_policy_keeps_its_principal() -> None:
    """AWS doesn't take one without."""
    shorter = minify(_given({**DOUBLED, "Principal": "*"}), wildcards=Wildcards.NONE)
    assert shorter.to_dict()["Statement"] == [
        {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*", "Principal": "*"}
    ]
    assert minify(shorter, wildcards=Wildcards.NONE) is shorter


@pytest.mark.parametrize(
    "document",
    [
        _given({**DOUBLED, "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}),
        _given({**DOUBLED, "Unheard": "of"}),
        from_dict({"Statement": [DOUBLED]}),
    ],
    ids=["principal", "unheard of", "no version"],
)
def test_what_is_not_understood_is_left_alone(document: Document) -> None:
    """A part that the statements don't hold would be lost in the rewriting."""
    assert minify(document) is document


@pytest.mark.parametrize(
    "wrong",
    [
        ("s3:*", "s3:NoSuchAction"),
        ("s3:Get*", "s3:PutObject", "s3:NoSuchAction"),
        ("s3:GetObject", "s3:NoSuchAction"),
        ("s3:GetObject", "s3:PutObject"),
        ("s3:*",),
        (),
    ],
    ids=["far too wide", "too wide", "too narrow", "without the unknown", "the unknown covered", "nothing"],
)
def test_a_wrong_shortening_is_refused(wrong: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """If the search ever errs, the proof finds it and the document stays."""
    actions = ("s3:GetObject", "s3:PutObject", "s3:NoSuchAction")
    document = Document((Statement("", "Deny", actions),))
    assert minify(document) is not document
    monkeypatch.setattr(minify_module, "shortened", lambda *_: wrong)
    assert minify(document) is document


def _one(actions: tuple[str, ...] = (), not_actions: tuple[str, ...] = (), **more: Any) -> Document:
    return Document((Statement("", "Deny", actions, not_actions, **more),))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_one(("s3:*",)), _one(actions_of("s3"))),
        (
            _one(("s3:Get*", "s3:GetObject")),
            _one(tuple(n for n in actions_of("s3") if n.startswith("s3:Get"))),
        ),
        (_one(("ec3:a",)), _one(("ec3:b",))),
        (_one(not_actions=actions_of("s3")), _one(not_actions=("s3:*",))),
        (_one(not_actions=("s3:*",)), _one(not_actions=actions_of("s3"))),
        (_one(("s3:*",)), _one(("s3:*",), resources=("x",))),
        (_one(("s3:*",)), _one(("s3:*",), conditions=condition("Bool", "a:b", ("true",)))),
        (_one(("s3:*",)), _one(not_actions=("s3:*",))),
        (_one(("s3:*",)), Document(())),
        (
            _one(not_actions=("s3:*", "kms:*")),
            Document((*_one(not_actions=("s3:*",)).statements, *_one(not_actions=("kms:*",)).statements)),
        ),
    ],
)
def test_the_proof_tells_apart_what_differs(before: Document, after: Document) -> None:
    """A future action, an unknown name, a resource, a condition, half of an exception: all of it counts."""
    assert same_meaning(before, before, forever=True)
    assert not same_meaning(before, after, forever=False)


def test_the_proof_tells_new_wildcards_from_none() -> None:
    """Naming all actions and the wildcard are equal today, not for ever."""
    listed, wild = _one(actions_of("s3")), _one(("s3:*",))
    assert same_meaning(listed, wild, forever=False)
    assert not same_meaning(listed, wild, forever=True)


def test_no_stand_in_leaves_the_engine() -> None:
    """The names that stand for future actions never get into a document."""
    shorter = minify(Document((Statement("", "Deny", ("s3:*", "S3:*", "*:Get*", *actions_of("kms"))),)))
    assert not any(is_sentinel(entry) for statement in shorter.statements for entry in statement.actions)
    assert json.dumps(shorter.to_dict(), ensure_ascii=False).isascii()
