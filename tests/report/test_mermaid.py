"""The picture of an organization."""

from __future__ import annotations

import re

import pytest

from guardrails.organization import Account, Organization, OrganizationalUnit, Root
from guardrails.posture import Posture, compile_posture
from guardrails.report.mermaid import MOST_NAMES, mermaid
from tests.baselines import load_small

NODE = re.compile(r'  (?:root[_0-9a-z]*|management)(?:\["[^"]+"\]|\(\["[^"]+"\]\))')
EDGE = re.compile(r"  (?:root[_0-9]*|management) (?:-->|-\.-) root[_0-9a-z]*")
"""The two kinds of line that there are; Mermaid 12.3 parsed both, with each name below, in November 2026."""
SIGNS = re.compile(r"(?:[\w /,-]|: |#\d+;|<br/>)+")
"""What stands between the quotes: nothing that Mermaid takes for markup, an icon or a directive."""
ODD = (
    'a"b', 'a"]-->x["', "a]b)", "`md`", "1. list", "- x", '%%{init: {"theme":"dark"}}%%', "#quot;", "<b>",
    "a;b", "x|y", "$$x$$", "a\\b", "**b**", "fa:fa-car", "end", "graph", "{{a}}", "a&amp;b", "漢 é",
)  # fmt: skip


def _named(names: tuple[str, ...]) -> Posture:
    accounts = tuple(Account(f"{number:012}", name) for number, name in enumerate(names, 1))
    units = tuple(OrganizationalUnit(id=f"ou-{name}", path=name, units=(), accounts=()) for name in names)
    management = Account("111111111111", "management")
    return Posture(
        Organization("o-1", "eu-central-1", management, Root(id="r-1", units=units, accounts=accounts)), ()
    )


def test_units_accounts_and_policies_are_drawn() -> None:
    """A box for each unit, with its policies; an edge to each; accounts without policies share a box."""
    lines = list(mermaid(compile_posture(load_small())))
    assert lines[0] == "flowchart TB"
    assert '  management(["management<br/>bound by no policy"])' in lines
    [root] = [line for line in lines if line.startswith("  root[")]
    assert "<br/>regions: deny_unused_regions" in root
    [security] = [line for line in lines if '["Security<br/>' in line]
    assert "regions: deny_unused_regions" in security
    assert '  root_1_accounts(["log-archive"])' in lines
    assert "  root_1 --> root_1_accounts" in lines
    assert sum("-->" in line for line in lines) == sum("[" in line for line in lines) - 2


def test_the_same_organization_gives_the_same_picture() -> None:
    """A commit shows only what changed."""
    assert list(mermaid(compile_posture(load_small()))) == list(mermaid(compile_posture(load_small())))


@pytest.mark.parametrize("name", ODD)
def test_a_name_stays_within_its_label(name: str) -> None:
    """AWS takes any characters in a name; none ends the label, begins markup or sets a directive."""
    lines = list(mermaid(_named((name,))))
    for line in lines[1:]:
        assert NODE.fullmatch(line) or EDGE.fullmatch(line), line
        assert all(SIGNS.fullmatch(label) for label in re.findall(r'"([^"]*)"', line)), line
    [label] = {line.split('"')[1] for line in lines if line.startswith("  root_1[")}
    assert re.sub(r"#(\d+);", lambda match: chr(int(match[1])), label) == name


def test_many_accounts_are_counted() -> None:
    """A box with a hundred names would hide the tree."""
    names = tuple(f"a{number}" for number in range(MOST_NAMES + 3))
    [box] = [line for line in mermaid(_named(names)) if line.startswith("  root_accounts(")]
    assert box.endswith('<br/>and 3 more"])')
    assert box.count("<br/>") == MOST_NAMES
