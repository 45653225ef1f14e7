"""Packing one node: within the quotas, the same effect, one policy a family while there is room."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from guardrails.aws_facts import measured_size
from guardrails.errors import Location
from guardrails.policy import Document, Statement, condition
from guardrails.posture.compile.bundle import Bundle
from guardrails.posture.compile.naming import policy_of
from guardrails.posture.compile.pack import NoRoom, packed
from guardrails.posture.compile.texts import FRAME, SEPARATOR, Item, Part, size_of
from guardrails.posture.model import EARLY, LATE, MIDDLE
from tests.posture.compile.packing import (
    FAMILIES,
    NODE,
    PRINCIPALS,
    denied_by,
    edited,
    guardrails,
    statements,
    written,
)

ROOMY = 100_000
WHERE = Location("baseline.yaml", 1, 1)
_limits = st.integers(1_300, 4_000)
_slots = st.integers(1, 9)


def _packed(parts: tuple[Part, ...], limit: int, slots: int) -> list[Bundle]:
    bundles = packed(parts, limit, slots)
    assume(not isinstance(bundles, NoRoom))
    assert isinstance(bundles, list)
    return bundles


@pytest.mark.slow
@given(parts=guardrails(), limit=_limits, slots=_slots)
def test_never_over_quota(parts: tuple[Part, ...], limit: int, slots: int) -> None:
    """Neither a document's characters nor a node's policies; and what is reckoned is what is written."""
    bundles = _packed(parts, limit, slots)
    sizes = [measured_size(document) for document in written(bundles)]
    assert sizes == [bundle.draft.size for bundle in bundles]
    assert max(sizes) <= limit
    assert len(bundles) <= slots


@pytest.mark.slow
@given(parts=guardrails(), limit=_limits, slots=_slots)
def test_the_effect_is_what_the_guardrails_say(parts: tuple[Part, ...], limit: int, slots: int) -> None:
    """Shared, split, shortened or cut: all of it together denies what the guardrails deny, and no more."""
    wanted = denied_by(part.document.to_dict() for part in parts)
    assert denied_by(written(_packed(parts, limit, slots))) == wanted


@given(parts=guardrails(), limit=_limits, slots=_slots)
def test_everything_has_its_own_name(parts: tuple[Part, ...], limit: int, slots: int) -> None:
    """Keys and names of policies, and the Sids of each; and every guardrail is named by some policy."""
    bundles = _packed(parts, limit, slots)
    policies = [policy_of(bundle, NODE) for bundle in bundles]
    assert max(Counter(policy.key for policy in policies).values()) == 1
    assert max(Counter(policy.name for policy in policies).values()) == 1
    for policy in policies:
        sids = [statement.sid for statement in policy.document.statements]
        assert len(set(sids)) == len(sids)
    assert {intent for policy in policies for intent in policy.intents} == {part.intent for part in parts}


@pytest.mark.slow
@given(parts=guardrails(), limit=_limits, slots=_slots)
def test_the_same_guardrails_are_packed_the_same_way(parts: tuple[Part, ...], limit: int, slots: int) -> None:
    """Nothing depends on a set's order or on what was packed before."""
    one, other = _packed(parts, limit, slots), _packed(parts, limit, slots)
    assert [policy_of(bundle, NODE) for bundle in one] == [policy_of(bundle, NODE) for bundle in other]


@given(parts=guardrails())
def test_while_there_is_room_each_family_has_one_policy_as_written(parts: tuple[Part, ...]) -> None:
    """No text is touched, no family shares, and each document of your own stands alone."""
    bundles = _packed(parts, ROOMY, 99)
    families = Counter(bundle.family for bundle in bundles)
    own = sum(part.family == "own" for part in parts)
    assert families == Counter({part.family for part in parts} - {"own"}) + Counter(
        {"own": own} if own else {}
    )
    for bundle in bundles:
        said = [one for part in bundle.draft.parts for one in part.document.statements]
        assert list(bundle.draft.document.statements) == said
        assert (bundle.turn, bundle.mark) == (MIDDLE, "")


@given(parts=guardrails(), slots=_slots, limit=_limits)
def test_documents_of_your_own_stay_as_written(parts: tuple[Part, ...], limit: int, slots: int) -> None:
    """Whatever the pressure: each its own policy, word for word."""
    bundles = _packed(parts, limit, slots)
    own = [bundle.draft.document for bundle in bundles if bundle.family == "own"]
    assert own == [part.document for part in parts if part.family == "own"]


@given(data=st.data(), parts=guardrails(least=2))
def test_without_pressure_an_edit_touches_its_own_family_alone(
    data: st.DataObject, parts: tuple[Part, ...]
) -> None:
    """The other policies of the node stay byte for byte, and every key stays."""
    place = data.draw(st.integers(0, len(parts) - 1))
    changed = edited(parts[place], [data.draw(statements("Other"))])
    after = (*parts[:place], changed, *parts[place + 1 :])
    before_policies, after_policies = (
        {policy.key: policy for policy in (policy_of(bundle, NODE) for bundle in _packed(some, ROOMY, 99))}
        for some in (parts, after)
    )
    assert list(before_policies) == list(after_policies)
    touched = {policy.family for key, policy in after_policies.items() if policy != before_policies[key]}
    assert touched <= {changed.family}


def _surely(parts: list[Part], limit: int, slots: int) -> list[Bundle]:
    bundles = packed(parts, limit, slots)
    assert isinstance(bundles, list)
    return bundles


def _part(family: str, *said: Statement, intent: str = "") -> Part:
    return Part(NODE, family, intent or f"{family}_control", "Title", WHERE, Document(said))


def _deny(name: str, size: int) -> Statement:
    """Return a statement of so many characters that can't be cut and is like no other."""
    bare = Statement(name, "Deny", not_actions=(name,))
    return Statement(name, "Deny", not_actions=(name + "x" * (size - size_of(bare)),))


def _each(*sizes: int) -> list[Part]:
    """Return a guardrail of each of the first families, with one statement of a size."""
    return [
        _part(family, _deny(f"Deny{family}", size)) for family, size in zip(FAMILIES, sizes, strict=False)
    ]


def _families(bundles: list[Bundle] | NoRoom) -> list[tuple[str, int]]:
    assert isinstance(bundles, list)
    return [(bundle.family, bundle.turn) for bundle in bundles]


def test_the_last_families_share_where_slots_run_out() -> None:
    """As few as will do, by a fixed order, whatever their sizes; the policy that they share comes last."""
    parts = _each(500, 500, 500, 500, 900, 900)
    assert _families(packed(parts, 2_000, 6)) == [(family, MIDDLE) for family in FAMILIES]
    for slots, sharing in ((5, 2), (4, 0)):
        bundles = packed(parts, 2_000, slots)
        assert isinstance(bundles, list)
        if sharing:
            alone = [(family, MIDDLE) for family in FAMILIES[:-sharing]]
            assert _families(bundles) == [*alone, ("shared", LATE)]


def test_the_smallest_share_where_the_last_are_too_large() -> None:
    """Four slots, six families: three must share, and only the smallest three fit together."""
    bundles = packed(_each(500, 900, 500, 500, 900, 900), 2_000, 4)
    assert _families(bundles) == [
        ("services", MIDDLE),
        ("data", MIDDLE),
        ("network", MIDDLE),
        ("shared", LATE),
    ]


def test_statement_by_statement_where_no_families_fit_together() -> None:
    """Two slots for three families of two halves each: one of them goes into both policies."""
    parts = [
        _part(family, _deny(f"Deny{family}1", 600), _deny(f"Deny{family}2", 600)) for family in FAMILIES[:3]
    ]
    bundles = packed(parts, 2_000, 2)
    assert _families(bundles) == [("shared", EARLY), ("shared", LATE)]
    assert isinstance(bundles, list)
    assert [len(bundle.draft.document.statements) for bundle in bundles] == [3, 3]
    assert [bool(bundle.mark) for bundle in bundles] == [True, False]


def test_a_slot_stays_free_for_the_update_if_it_can() -> None:
    """Where statements may move, the new policy must find a slot before the old one goes."""
    parts = [_part(family, *(_deny(f"Deny{family}{n}", 600) for n in range(2))) for family in FAMILIES]
    for slots, used in ((6, 6), (5, 4), (4, 4)):
        bundles = packed(parts, 2_000, slots)
        assert isinstance(bundles, list)
        assert len(bundles) == used


def test_a_family_goes_on_in_further_policies() -> None:
    """The first keeps the family's name and comes after those that are called after what is in them."""
    said = [_deny(f"Deny{number}", 700) for number in range(5)]
    bundles = packed([_part("protection", *said)], 2_000, 9)
    assert _families(bundles) == [("protection", MIDDLE), ("protection", EARLY), ("protection", EARLY)]
    assert isinstance(bundles, list)
    policies = [policy_of(bundle, NODE) for bundle in bundles]
    assert policies[0].key == f"protection-{NODE.id}"
    assert all(policy.key.startswith(f"protection-{NODE.id}-") for policy in policies[1:])
    assert [len(policy.document.statements) for policy in policies] == [2, 2, 1]


def test_what_is_in_a_further_policy_names_it_and_not_what_it_says() -> None:
    """Another text of the same statements is an update of the same policy."""
    before, after = (
        packed([_part("protection", *(_deny(f"Deny{n}", size) for n in range(5)))], 2_000, 9)
        for size in (700, 701)
    )
    assert isinstance(before, list)
    assert isinstance(after, list)
    assert [bundle.mark for bundle in before] == [bundle.mark for bundle in after]
    assert written(before) != written(after)


def test_a_family_is_shortened_before_it_is_split() -> None:
    """Statements that exempt the same principals become one."""
    exempt = condition("ArnNotLike", "aws:PrincipalArn", PRINCIPALS)
    said = [
        Statement(f"Deny{number}", "Deny", actions=(action,), conditions=exempt)
        for number, action in enumerate(
            ("iam:CreateUser", "iam:CreateRole", "iam:DeleteRole", "s3:PutObject")
        )
    ]
    (bundle,) = _surely([_part("identity", *said)], 1_500, 9)
    (statement,) = bundle.draft.document.statements
    assert statement.actions == ("iam:CreateRole", "iam:CreateUser", "iam:DeleteRole", "s3:PutObject")


@pytest.mark.parametrize("side", ["actions", "resources"])
def test_a_list_that_is_too_long_goes_on_in_another_statement(side: str) -> None:
    """Half the actions here and half there say what all of them say in one; no wildcard is put in."""
    names = tuple(f"s3:Put{letter}{'x' * 90}" for letter in "abcdefghijklmnopqrst")
    arns = tuple(f"arn:aws:s3:::{letter}{'x' * 90}" for letter in "abcdefghijklmnopqrst")
    statement = Statement(
        "DenyMuch",
        "Deny",
        actions=names if side == "actions" else ("s3:PutObject",),
        resources=("*",) if side == "actions" else arns,
    )
    bundles = _surely([_part("data", statement)], 1_300, 9)
    pieces = [one for bundle in bundles for one in bundle.draft.document.statements]
    assert sorted(entry for piece in pieces for entry in getattr(piece, side)) == sorted(
        names if side == "actions" else arns
    )
    assert all(
        getattr(piece, other) == getattr(statement, other)
        for piece in pieces
        for other in ("effect", "conditions")
    )
    assert len(bundles) == 2


@pytest.mark.parametrize(
    "statement",
    [
        _deny("DenyAllBut", 2_500),
        Statement("DenyElsewhere", "Deny", actions=("s3:*",), not_resources=("x" * 1_500, "y" * 1_500)),
        Statement(
            "DenyOthers",
            "Deny",
            actions=("s3:PutObject", "s3:GetObject"),
            conditions=condition("ArnNotLike", "aws:PrincipalArn", [f"{n:03}" * 50 for n in range(20)]),
        ),
    ],
    ids=["NotAction", "NotResource", "a condition"],
)
def test_what_can_not_be_cut_is_never_cut(statement: Statement) -> None:
    """Two halves of an exception deny everything."""
    found = packed([_part("data", statement)], 2_000, 9)
    assert isinstance(found, NoRoom)
    assert isinstance(found.large, Item)
    assert found.large.statement.sid == statement.sid


def test_cut_lists_fill_the_room_that_is_left() -> None:
    """Two policies of 2,000 for a block of 1,500 and lists of 2,100 in all: only in pieces do they fit."""
    names = tuple(f"s3:Put{letter}{'x' * 90}" for letter in "abcdefghijklmnopqrs")
    parts = [
        _part("regions", _deny("DenyAllBut", 1_400)),
        _part("services", Statement("DenyMuch", "Deny", actions=names)),
    ]
    bundles = _surely(parts, 2_000, 2)
    said = [one for bundle in bundles for one in bundle.draft.document.statements]
    assert sorted(entry for one in said for entry in one.actions) == sorted(names)
    assert max(bundle.draft.size for bundle in bundles) <= 2_000


def test_statements_of_one_name_get_names_of_their_own() -> None:
    """AWS refuses a document in which two statements have the same Sid."""
    parts = [
        _part("data", _deny("Deny", 300), intent="one"),
        _part("data", _deny("Deny", 301), intent="other"),
    ]
    (bundle,) = _surely(parts, 2_000, 9)
    assert [one.sid for one in bundle.draft.document.statements] == ["Deny", "Deny2"]


@pytest.mark.parametrize("spare", range(4))
def test_a_name_that_grows_is_counted(spare: int) -> None:
    """Three statements of one name, of which two would fill a policy to the last but for the longer Sid."""
    limit = FRAME + 1_400
    half = 700 - SEPARATOR - spare
    said = [replace(_deny(f"Deny{letter}", half + 1), sid="Deny") for letter in "abc"]
    assert {size_of(one) for one in said} == {half}
    parts = [_part("data", one, intent=f"control_{number}") for number, one in enumerate(said)]
    bundles = _surely(parts, limit, 9)
    assert max(measured_size(document) for document in written(bundles)) <= limit
    assert len(bundles) == (3 if spare == 0 else 2)
