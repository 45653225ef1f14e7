"""Let global services through a region lock."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import GLOBAL_ACTIONS, all_regions
from guardrails.policy.language.patterns import matches
from guardrails.policy.lint.engine import LintedPolicy, LintedStatement, LintFinding, LintRule, Test

_HOME = "us-east-1"
_SHOWN = 5
_NETWORK = ("aws:SourceVpc", "aws:SourceVpcArn", "aws:SourceVpce", "aws:VpcSourceIp")
"""A statement about one of these is about calls through an endpoint in the network's own region."""


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find a Deny of most actions that locks global services' own region and doesn't exempt them."""
    for statement in policy.denying:
        if any(statement.needs_key(key) for key in _NETWORK):
            continue
        for test in statement.tests:
            if not test.is_about("aws:RequestedRegion") or not _locks_home(test):
                continue
            missing = _denied(statement)
            if missing:
                shown = ", ".join(missing[:_SHOWN])
                more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
                problem = (
                    f"locks {_HOME}, and of {len(GLOBAL_ACTIONS)} entries for global services "
                    f"it denies {len(missing)}: {shown}{more}"
                )
                yield LintFinding(test.path, problem, on_key=True)


def _locks_home(test: Test) -> bool:
    """Return whether a test matches requests to the home region, but not those to every region."""
    operator = test.operator
    if operator is None or operator.family != "String" or any(value.placeholders for value in test.values):
        return False

    def named(region: str) -> bool:
        texts = [value.text for value in test.values]
        return any(matches(text, region) if operator.wildcards else text == region for text in texts)

    locked = {region for region in all_regions() if named(region) != operator.negated}
    return _HOME in locked and len(locked) < len(all_regions())


def _denied(statement: LintedStatement) -> list[str]:
    """List the global actions that a statement about everything denies."""
    exempt = [action.pattern.lower() for action in statement.not_actions]
    if not exempt and not any(action.text == "*" for action in statement.actions):
        return []
    return [name for name in GLOBAL_ACTIONS if not any(_covers(pattern, name.lower()) for pattern in exempt)]


def _covers(pattern: str, name: str) -> bool:
    # A letter that no policy spells stands for what the star may be.
    return matches(pattern, name.replace("*", "\u0394\u0394"))


RULE = LintRule(
    id="GR-CND-006",
    title="Let global services through a region lock",
    why="Requests to global services carry the region of their only endpoint, mostly us-east-1. A "
    "lock without it, and without an exemption for them, denies them everywhere: billing, "
    "support, IAM.",
    fix="List them in NotAction, as AWS's own region deny control does.",
    source="https://docs.aws.amazon.com/controltower/latest/userguide/primary-region-deny-policy.html",
    severity="error",
    acceptable=True,
    check=check,
)
