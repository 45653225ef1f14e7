"""Names, keys and descriptions of policies, and their order: the same file gives the same, whatever moves."""

from __future__ import annotations

import re

import pytest

from guardrails.errors import Location
from guardrails.policy import Document, Statement
from guardrails.policy.language.document import RCP, SCP
from guardrails.posture import compile_posture
from guardrails.posture.compile.bundle import Bundle
from guardrails.posture.compile.control_context import context_of
from guardrails.posture.compile.full_access import full_access
from guardrails.posture.compile.naming import policy_of
from guardrails.posture.compile.pack import packed
from guardrails.posture.compile.texts import FRAME, SEPARATOR, Part, size_of
from tests.baselines import SMALL, changed, load_small
from tests.posture.compile.packing import NODE

WHERE = Location("baseline.yaml", 1, 1)


def _policies(*statements: Statement, limit: int = 100_000, title: str = "Title") -> list[Bundle]:
    part = Part(NODE, "data", "control", title, WHERE, Document(statements))
    bundles = packed([part], limit, 9)
    assert isinstance(bundles, list)
    return bundles


@pytest.mark.parametrize("length", [511, 512, 513])
def test_a_description_is_cut_only_where_aws_takes_no_more(length: int) -> None:
    """AWS takes 512 characters: a text of so many stays whole, and a longer one says that it goes on."""
    statement = Statement("Deny", "Deny", actions=("s3:PutObject",))
    (shortest,) = _policies(statement, title="")
    title = "x" * (length - len(policy_of(shortest, NODE).description))
    (bundle,) = _policies(statement, title=title)
    description = policy_of(bundle, NODE).description
    assert len(description) == min(length, 512)
    assert description.endswith("x.") is (length <= 512)
    assert description.endswith("x...") is (length > 512)


def test_the_key_of_a_further_policy_stays_what_it_is() -> None:
    """A key is a construct's id: another one would replace a live policy."""
    statements = [Statement(f"Deny{letter}", "Deny", not_actions=(letter * 500,)) for letter in "abc"]
    room = FRAME + size_of(statements[0]) + SEPARATOR
    first, *further = (policy_of(bundle, NODE).key for bundle in _policies(*statements, limit=room))
    assert first == f"data-{NODE.id}"
    assert further == [f"data-{NODE.id}-1553ed61", f"data-{NODE.id}-33d82329"]
    assert all(re.fullmatch(r"[0-9a-f]{8}", key.rpartition("-")[2]) for key in further)


@pytest.mark.parametrize("policy_type", [SCP, RCP])
def test_the_policy_of_aws_says_whose_it_is(policy_type: str) -> None:
    """A reader of the posture sees that nobody has to attach it."""
    described = full_access(NODE, policy_type).description
    assert described == "Allows every operation; attached by AWS to every node"


def test_exempt_principals_are_in_the_order_of_their_names() -> None:
    """Not in the order of a set, which each process has of its own: the same file gives the same bytes."""
    names = [f"arn:aws:iam::*:role/{name}" for name in ("zeta", "alpha", "omega", "beta", "mu", "iota")]
    entries = "".join(
        f"  e{number}: {{ principal: '{name}', owner: me, reason: it }}\n"
        for number, name in enumerate(names)
    )
    baseline = load_small(changed(("exemptions:\n", f"exemptions:\n{entries}")))
    principals = context_of(baseline, baseline.guardrails[0]).all_exempt
    assert principals == tuple(sorted([*names, "arn:aws:iam::*:role/break-glass"]))


def test_management_policies_come_in_the_order_of_their_names() -> None:
    """Two entries that change places in the file change nothing."""
    entries = (
        "  locked: { ai_opt_out: { default: optOut } }\n",
        "  buckets: { s3: { block_public_access: all } }\n",
    )
    postures = [
        compile_posture(load_small(f"{SMALL}management_policies:\n{''.join(ordered)}"))
        for ordered in (entries, entries[::-1])
    ]
    in_order = [[policy.entry for policy in posture.management] for posture in postures]
    assert in_order == [["buckets", "locked"]] * 2
