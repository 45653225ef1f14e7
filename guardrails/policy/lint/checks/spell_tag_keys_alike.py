"""Spell a tag key the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule

_PREFIXES = ("aws:requesttag/", "aws:resourcetag/", "ec2:resourcetag/")


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find a tag key of resources that stands elsewhere in other capitals."""
    spelled: dict[str, str] = {}
    for statement in policy.statements:
        for test in statement.tests:
            lowered, tag_keys = test.key.lower(), test.is_about("aws:TagKeys")
            if lowered.startswith(_PREFIXES):
                places = [(test.path, test.key.partition("/")[2], True)]
            else:
                places = [(value.path, value.text, False) for value in test.values if tag_keys]
            for path, tag, on_key in places:
                first = spelled.setdefault(tag.lower(), tag)
                if first != tag:
                    yield LintFinding(path, f'"{tag}" and "{first}" are two tag keys', on_key=on_key)


RULE = LintRule(
    id="GR-CND-017",
    title="Spell a tag key the same everywhere",
    why="A resource can have both CostCenter and costcenter: services tell them apart. A condition key "
    "ignores the case of the tag key behind its slash, the values of aws:TagKeys don't.",
    fix="Choose one spelling.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html",
    severity="warning",
    check=check,
)
