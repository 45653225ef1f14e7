"""What doesn't fit: which control, where, how many characters of how many, and ways out that work."""

from __future__ import annotations

import re

import pytest

from guardrails.errors import Finding, InputError
from guardrails.posture import compile_posture
from tests.baselines import OWN, changed, load_small, located

Change = tuple[str, str]
TIGHT = "{ scp_characters: 5120, scp_attached: 5 }"


def _exempt(number: int) -> Change:
    """Add exemptions, each of which takes some fifty characters in every statement."""
    role = "arn:aws:iam::*:role/deployment/of-one-team-among-many"
    entries = (f"  r{n:03}: {{ principal: '{role}/{n:03}', owner: me, reason: it }}\n" for n in range(number))
    return "exemptions:\n", "exemptions:\n" + "".join(entries)


def _limits(quotas: str = "{}", reserved: str = "{}") -> Change:
    return "regions:\n  allowed", f"  quotas: {quotas}\n  reserved_slots: {reserved}\nregions:\n  allowed"


def _findings(*changes: Change, files: dict[str, str] | None = None) -> tuple[Finding, ...]:
    with pytest.raises(InputError) as caught:
        compile_posture(load_small(changed(*changes), files))
    return caught.value.findings


FULL = (_exempt(60), _limits(reserved="{ overrides: { Root: 8 } }"))
"""Two slots at the root, which is one too few; everywhere else there is room."""
FULL_EVERYWHERE = (_exempt(60), _limits(reserved="{ default: 8 }"))
HALF_FULL = (_exempt(30), _limits(TIGHT, "{ overrides: { Root: 3 } }"))
TRAIL = "- control: protect_trail\n"


def test_a_finding_says_what_is_missing_where_and_what_helps() -> None:
    """The control and its line, the node, the characters it needs, those that are left, of how many."""
    text, ((line, column),) = located(changed(*FULL, ("- control: protect_t", "- §control: protect_t")))
    with pytest.raises(InputError) as caught:
        compile_posture(load_small(text))
    (finding,) = caught.value.findings
    assert (finding.location.line, finding.location.column) == (line, column)
    assert finding.field == "guardrails (protect_trail)"
    figures = re.fullmatch(
        r"protect_trail needs ([\d,]+) characters at Root; ([\d,]+) are left of 20,480"
        r" in 2 policies of 10,240 \(10 may be attached, 8 are by others\)",
        finding.problem,
    )
    assert figures is not None
    needed, left = (int(figure.replace(",", "")) for figure in figures.groups())
    assert 0 < left < needed < 20_480
    assert re.sub(r"\d+|, \.{3}", "N", finding.remedy).split(", or ") == [
        "free N of the N slots that `organization.reserved_slots` counts there",
        "join N of its N exemptions with others",
        "give them `controls` that don't stand there",
        "attach protect_trail to what is in it (Security, Workloads, SandboxN) and to what joins it later",
    ]


def _way(pattern: str, *changes: Change) -> tuple[str, ...]:
    """Return the figures in the way out that looks so; some finding must offer it."""
    for finding in _findings(*changes):
        if found := re.search(pattern, finding.remedy):
            return found.groups()
    raise AssertionError(pattern)


def _fits(*changes: Change) -> None:
    compile_posture(load_small(changed(*changes)))


@pytest.mark.slow
def test_freeing_slots_helps() -> None:
    """So many and no fewer."""
    assert _way(r"free (\d) of the (\d) slots", *FULL) == ("1", "8")
    _fits(FULL[0], _limits(reserved="{ overrides: { Root: 7 } }"))
    assert _way(r"free (\d) of the (\d) slots", *HALF_FULL) == ("2", "3")
    _fits(HALF_FULL[0], _limits(TIGHT))
    assert _way(r"free (\d) of the (\d) slots", HALF_FULL[0], _limits(TIGHT, "{ overrides: { Root: 2 } }"))


def test_present_quotas_help() -> None:
    """Who still writes AWS's quotas of old has more room than he thinks."""
    _way("ask AWS for its present quotas", *HALF_FULL)
    _fits(HALF_FULL[0], _limits(reserved="{ overrides: { Root: 3 } }"))


@pytest.mark.slow
def test_fewer_exemptions_help() -> None:
    """So many and no fewer."""
    fewer, of = (int(figure) for figure in _way(r"join (\d+) of its (\d+) exemptions", *FULL))
    assert of == 61
    _fits(_exempt(60 - fewer), FULL[1])
    assert _findings(_exempt(60 - fewer + 1), FULL[1])


def test_attaching_it_lower_helps() -> None:
    """Where everything below has room."""
    _way("attach protect_trail to what is in it", *FULL)
    _fits(*FULL, (TRAIL, f"{TRAIL}    at: [Security, Workloads, Sandbox, legacy]\n"))


def test_moving_what_needs_it_helps() -> None:
    """To a unit that has room."""
    _way("move what needs protect_trail", *FULL_EVERYWHERE)
    there = _limits(reserved="{ default: 8, overrides: { Sandbox: 1 } }")
    _fits(FULL_EVERYWHERE[0], there, (TRAIL, f"{TRAIL}    at: [Sandbox]\n"))


def test_what_all_siblings_have_may_stand_at_their_parent() -> None:
    """It says the same there, so it comes first of all."""
    units = "[Security, Workloads, Sandbox, legacy]"
    full = (
        _limits("{ scp_attached: 3 }", "{ overrides: { Security: 2 } }"),
        (
            "  - document: policies/own.json\n    at: [Security]\n",
            f"  - document: policies/own.json\n    at: {units}\n",
        ),
        ("  - control: deny_unused_regions\n", ""),
        ("  - control: deny_unused_services\n", "  - control: deny_region_opt_in\n    at: [Security]\n"),
        ("  - control: protect_trail\n", ""),
        ("services:\n  denied: [gamelift, workmail]\n", ""),
        ("  overrides:\n    Workloads: { denied: [gamelift] }\n", ""),
        ("  overrides:\n    Security: [eu-central-1]\n", ""),
    )
    (finding,) = _findings(*full)
    assert finding.problem.startswith(
        "policies/own.json needs 93 characters at Security in a policy of its own"
    )
    assert finding.remedy.startswith("attach policies/own.json to Root, everything in which has it already")
    compile_posture(
        load_small(changed(*full[:1], (full[1][0], full[1][1].replace(units, "[Root]")), *full[2:]))
    )


def test_no_slot_at_all_is_said_so() -> None:
    """Nothing can be packed into nothing."""
    (finding,) = _findings(_limits("{ scp_attached: 2 }", "{ overrides: { Security: 2 } }"))
    assert finding.problem.endswith(
        "where no policy can be attached any more (2 may be attached, 2 are by others)"
    )
    assert finding.remedy.startswith("ask AWS for its present quotas and correct `organization.quotas`")


@pytest.mark.slow
def test_a_statement_that_can_not_be_cut_is_said_so() -> None:
    """With what makes it so long."""
    found = {finding.field: finding for finding in _findings(_exempt(200))}
    finding = found["guardrails (deny_iam_users)"]
    assert (
        "characters at Workloads for DenyIamUsers, which can't be cut; AWS takes at most 10,240"
        " of a policy, white space included" in finding.problem
    )
    assert finding.remedy.startswith("its 201 exemptions take 12,")
    short = _findings(_limits("{ scp_characters: 2000 }"))
    assert {finding.remedy for finding in short} == {
        "ask AWS for its present quotas and correct `organization.quotas`"
    }


def test_a_document_that_is_too_large_is_said_so() -> None:
    """It is deployed as written, so only its owner can shorten it."""
    large = OWN.replace("s3:*", "s3:Get" + "x" * 6_000)
    (finding,) = _findings(_limits(TIGHT), files={"policies/own.json": large})
    needed = "policies/own.json needs 6,095 characters at Security"
    assert finding.problem == f"{needed}; AWS takes at most 5,120 of a policy, white space included"
    assert finding.remedy == "shorten it, or split it into several documents"


def test_ways_out_are_tried_for_some_nodes_and_the_others_point_to_them() -> None:
    """Twelve accounts with two documents and one slot each: every one is said, the first ten in full."""
    accounts = ", ".join(f"a{number:02}: '9999999999{number:02}'" for number in range(12))
    paths = "[" + ", ".join(f"a{number:02}" for number in range(12)) + "]"
    documents = "".join(
        f"  - document: policies/{name}.json\n    at: {paths}\n" for name in ("own", "limits")
    )
    found = _findings(
        _limits("{ scp_attached: 2 }"),
        ('{ legacy: "888888888888" }', f"{{ {accounts} }}"),
        ("  - document: policies/own.json\n    at: [Security]\n", documents),
        ("  - control: deny_unused_regions\n", ""),
        ("  - control: deny_unused_services\n", ""),
        ("  - control: protect_trail\n", ""),
    )
    assert len(found) == 12
    pointing = [finding for finding in found if finding.remedy == "see what helps at a00"]
    assert len(pointing) == 2
    assert all("in a policy of its own, and none is left of 1" in finding.problem for finding in found)
