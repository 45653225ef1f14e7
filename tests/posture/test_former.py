"""What earlier deployments left in AWS stays protected, in every account and by its own names."""

from __future__ import annotations

import pytest

from guardrails.posture import compile_posture
from guardrails.posture.prove import prove
from tests.baselines import load_small
from tests.moves import BEFORE, MOVES, TRAIL, Move
from tests.oracle import Request, denied
from tests.posture.trees import documents

ACCOUNTS = ("Security/log-archive", "Workloads/Prod/shop", "legacy")
BREAK_GLASS = "arn:aws:iam::444444444441:role/break-glass"
PRESET = BEFORE.replace("  - control: protect_trail\n", "  - preset: starter\n").replace(
    "  - control: deny_leaving_organization\n", ""
)
LEFT = 'former:\n  - { account: "222222222222", buckets: [old-trail], trail: old, key_alias: old }\n'
LEFT_KEY = "arn:aws:kms:eu-west-1:222222222222:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"


def _denied(text: str, calls: tuple[Request, ...]) -> set[bool]:
    posture = documents(compile_posture(load_small(text)))
    return {denied(posture, account, call) for account in ACCOUNTS for call in calls}


def _with(move: Move) -> str:
    return f"{move.after}former:\n  - {{ {move.left} }}\n"


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_a_move_that_names_what_it_leaves_opens_nothing(move: Move) -> None:
    """What was denied before is denied after it, to everybody and in every account."""
    assert _denied(move.before, move.calls) == {True}
    assert _denied(_with(move), move.calls) == {True}


@pytest.mark.parametrize("name", [name for name in MOVES if name != "section"])
def test_a_move_that_names_nothing_opens_what_it_leaves(name: str) -> None:
    """The entries of `former` are what protects it: without them something is open."""
    assert False in _denied(MOVES[name].after, MOVES[name].calls)


def test_without_the_section_a_preset_still_brings_the_control() -> None:
    """`former` alone is a reason for protect_trail to stand."""
    text = f"{PRESET.replace(TRAIL, '')}{LEFT}"
    controls = [guardrail.control for guardrail in load_small(text).guardrails]
    assert "protect_trail" in controls
    assert "protect_trail" not in [one.control for one in load_small(PRESET.replace(TRAIL, "")).guardrails]
    assert _denied(text, (Request("s3:DeleteBucket", resource="arn:aws:s3:::old-trail"),)) == {True}


def test_a_key_that_lost_its_alias_is_told_by_its_arn() -> None:
    """Whatever alias it has then, or none."""
    text = f'{BEFORE}former:\n  - {{ account: "222222222222", key_arn: "{LEFT_KEY}" }}\n'
    key = Request("kms:ScheduleKeyDeletion", resource=LEFT_KEY)
    assert _denied(text, (key,)) == {True}
    assert _denied(BEFORE, (key,)) == {False}


def test_what_is_deleted_is_protected_no_more() -> None:
    """Its names may be anybody's then."""
    text = f"{BEFORE}{LEFT.replace('key_alias: old', 'key_alias: old, deleted: 2026-05-31')}"
    assert _denied(text, (Request("s3:DeleteBucket", resource="arn:aws:s3:::old-trail"),)) == {False}


def test_an_exemption_exempts_from_former_evidence_too() -> None:
    """Else nobody could ever delete it."""
    posture = documents(compile_posture(load_small(f"{BEFORE}{LEFT}")))
    call = Request("s3:DeleteBucket", resource="arn:aws:s3:::old-trail", principal=BREAK_GLASS)
    assert not denied(posture, "legacy", call)


@pytest.mark.slow
def test_the_proof_asks_for_what_is_left() -> None:
    """Obligation 4 fails where the policies name the current trail alone."""
    text = f"{BEFORE}{LEFT}"
    wanted, compiled = load_small(text), compile_posture(load_small(BEFORE))
    assert prove(wanted, compile_posture(wanted)).failures == ()
    failures = prove(wanted, compiled).failures
    opened = [failure for failure in failures if failure.name == "former-evidence-unprotected"]
    assert {(failure.obligation, failure.subject) for failure in opened} == {(4, "former[0]")}
    assert {failure.witness.action.partition(":")[0] for failure in opened if failure.witness} == {
        *("cloudtrail", "kms", "s3")
    }
    assert {failure.location.line for failure in opened} == {text.splitlines().index("former:") + 2}


@pytest.mark.slow
@pytest.mark.parametrize("section", [TRAIL, ""], ids=["with the section", "without it"])
@pytest.mark.parametrize(
    ("name", "failure"),
    [("protect_baseline_stacks", "stack-unprotected"), ("deny_account_changes", "archive-may-be-closed")],
)
def test_the_proof_asks_for_a_former_account(section: str, name: str, failure: str) -> None:
    """Its stack acts with a role of its own for whoever may update it, and a closed account loses all."""
    left = LEFT.replace("222222222222", "222222222223")
    wanted = load_small(f"{BEFORE.replace(TRAIL, section)}{left}")
    control = f"  - control: {name}\n"
    assert BEFORE.count(control) == 1
    narrow = f"{control}    at: [Security/log-archive]\n"
    compiled = compile_posture(load_small(f"{BEFORE.replace(control, narrow).replace(TRAIL, section)}{left}"))
    opened = [one for one in prove(wanted, compiled).failures if one.name == failure]
    assert [found.subject for found in opened] == ["former[0]"]
    assert {found.witness.account for found in opened if found.witness} == {"Security/audit"}
