"""The patterns that are offered cover what they say, and no better one is missing."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from guardrails.policy.language.patterns import matches
from guardrails.policy.minify.cover import cheapest_cover
from guardrails.policy.minify.patterns import SEPARATORS, Wildcards, columns
from guardrails.policy.minify.problem import Column

# Few letters and short names, so that beginnings and ends overlap; most names exist, some don't.
ALL = ["".join(letters) for size in range(1, 7) for letters in product("ab", repeat=size)]
NAMES = st.randoms(use_true_random=False).map(lambda draw: draw.sample(ALL, draw.randint(1, 90)))
OVERHEAD = len("x:") + SEPARATORS


@given(NAMES, st.integers(0, 30))
def test_each_covers_what_it_matches_and_nothing_forbidden(names: list[str], share: int) -> None:
    """As the engine matches, also where a beginning and an end overlap in a name."""
    wanted, others = names[: share + 1], names[share + 1 :]
    for column in columns("x", wanted, [], others, Wildcards.LETTERS):
        matched = [matches(column.name, name) for name in wanted]
        assert column.rows == sum(1 << row for row, covered in enumerate(matched) if covered)
        assert not any(matches(column.name, name) for name in others)
        assert column.cost == OVERHEAD + len(column.name)


@given(NAMES, st.integers(0, 30))
def test_no_better_pattern_is_missing(names: list[str], share: int) -> None:
    """With every pattern of the language to choose from, the cover would be no cheaper."""
    wanted, others = names[: share + 1], names[share + 1 :]
    texts = {
        name[:start] + "*" + name[end:]
        for name in wanted
        for start in range(len(name) + 1)
        for end in range(start, len(name) + 1)
    }
    every = [
        Column(
            text,
            OVERHEAD + len(text),
            sum(1 << row for row, name in enumerate(wanted) if matches(text, name)),
        )
        for text in sorted({*wanted, *texts})
        if not any(matches(text, name) for name in others)
    ]
    rows = (1 << len(wanted)) - 1
    offered = cheapest_cover(columns("x", wanted, [], others, Wildcards.LETTERS), rows)
    assert sum(one.cost for one in offered) == sum(one.cost for one in cheapest_cover(every, rows))


def test_a_written_pattern_needs_one_that_covers_it_for_ever() -> None:
    """`Get*` is a row of its own: neither all its actions nor a narrower pattern covers it."""
    offered = {
        column.name: column.rows
        for column in columns("x", ["GetA", "GetB"], ["Get*"], ["Put"], Wildcards.LETTERS)
    }
    assert offered["GetA"] == 0b001
    assert offered["Get*"] == 0b111
    assert offered["G*"] == 0b111
    assert all(rows & 0b100 == 0 for name, rows in offered.items() if name not in ("Get*", "G*"))


def test_between_words_no_word_is_cut() -> None:
    """Capitals begin words; a row of them is one word but for the last."""
    offered = columns("x", ["GetACLEntry", "GetEBSDefault-Key"], [], ["GetRoute"], Wildcards.WORDS)
    pieces = {piece for column in offered for piece in column.name.split("*") if piece}
    assert pieces <= {
        "GetACLEntry", "GetEBSDefault-Key", "Entry", "Key", "GetACL", "GetEBS", "ACLEntry",
        "-Key", "EBSDefault-Key", "Default-Key", "GetEBSDefault", "GetEBSDefault-",
    }  # fmt: skip
    assert {"GetACL*", "*Entry", "*Key"} <= {column.name for column in offered}
