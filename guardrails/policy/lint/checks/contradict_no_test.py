"""Write tests that can be true together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from guardrails.policy.lint.engine import LintedPolicy, LintedStatement, LintFinding, LintRule, Test, shapes

_FAMILIES = ("String", "Arn")


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find two tests of one key that no request passes together."""
    for statement in policy.statements:
        for first, second in combinations(_plain(statement), 2):
            if first.key.lower() == second.key.lower() and _contradict(first, second):
                problem = (
                    f"no request passes this and {_name(first)} together, so the statement never applies"
                )
                yield LintFinding(second.path, problem, on_key=True)


def _plain(statement: LintedStatement) -> list[Test]:
    return [
        test for test in statement.tests if test.operator and not test.operator.quantifier and test.values
    ]


def _contradict(first: Test, second: Test) -> bool:
    if _is_null(first) or _is_null(second):
        null, tested = (first, second) if _is_null(first) else (second, first)
        return _is_true(null) and not tested.true_when_missing
    if not _readable(first) or not _readable(second):
        return False
    negated = [test for test in (first, second) if test.operator and test.operator.negated]
    if not negated:
        return not (_missing_passes(first) and _missing_passes(second)) and not _share(first, second)
    positive = second if negated[0] is first else first
    return len(negated) == 1 and not _missing_passes(positive) and _excludes(negated[0], positive)


def _share(first: Test, second: Test) -> bool:
    return any(
        shapes.overlap(_shape(first, value.text), _shape(second, against.text))
        for value in first.values
        for against in second.values
    )


def _excludes(negated: Test, positive: Test) -> bool:
    """Whether the negated test names every exact value of the positive one."""
    excluded = {value.text for value in negated.values}
    return all(value.text in excluded for value in positive.values)


def _shape(test: Test, text: str) -> shapes.Shape:
    return shapes.pattern(text, wildcards=test.operator is not None and test.operator.wildcards)


def _readable(test: Test) -> bool:
    operator = test.operator
    return (
        operator is not None
        and operator.family in _FAMILIES
        and not operator.name.endswith("IgnoreCase")
        and not any(value.placeholders or "${" in value.text for value in test.values)
    )


def _missing_passes(test: Test) -> bool:
    return test.operator is not None and test.operator.if_exists


def _is_null(test: Test) -> bool:
    return test.operator is not None and test.operator.family == "Null"


def _is_true(test: Test) -> bool:
    return all(value.text.lower() == "true" for value in test.values)


def _name(test: Test) -> str:
    return str(test.path[-2])


RULE = LintRule(
    id="GR-CND-016",
    title="Write tests that can be true together",
    why="All tests of a statement have to be true. Two that exclude each other make the statement apply "
    "to no request.",
    fix="Remove one of the two, or split the statement.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html",
    severity="warning",
    check=check,
)
