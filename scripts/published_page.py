"""Write docs/real-configurations.md: take over published policies, and compare some with our controls.

`python -m scripts.published_page FOLDER` takes over each policy in a folder, which has one folder for each
collection. The policies themselves are not in this repository, so no test notices a stale page; the page
names the day of its figures.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from guardrails.aws_facts import catalogue_date, quota
from guardrails.controls import control
from guardrails.errors import InputError
from guardrails.policy import action_set
from guardrails.policy.lint import check_policy, type_of_text
from guardrails.policy.lint.engine.placeholders import placeholders
from guardrails.posture import compile_posture
from guardrails.posture.compare import Change, Direction, compare
from guardrails.posture.prove import prove
from scripts.published_controls import BETTER
from scripts.published_policies import (
    EXEMPT,
    NAME,
    PROJECT,
    baseline_with,
    mended,
    published,
    refused,
    substituted,
    with_statements,
)

PAGE = PROJECT / "docs" / "real-configurations.md"
_FEW = 3
"""Actions that are named; more are counted."""


def main(folder: str) -> int:
    """Write the page; return 0."""
    files = published(Path(folder))
    PAGE.write_text("\n".join(_page(files)) + "\n", encoding="utf-8")
    return 0


def _page(files: Mapping[str, str]) -> Iterator[str]:
    outcomes = {name: _outcome(text) for name, text in files.items()}
    yield from _HEAD.format(
        day=datetime.now(tz=UTC).date(), catalogue=catalogue_date(), count=len(files)
    ).splitlines()
    yield from (
        "",
        (
            "| collection | policies | as they are | with `accept` | mended first | largest"
            " | undecided statements |"
        ),
    )
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for collection in dict.fromkeys(name.partition("/")[0] for name in files):
        yield _collection(collection, [row for name, row in outcomes.items() if name.startswith(collection)])
    yield from ("", "These had to be mended first:", "")
    for name, outcome in outcomes.items():
        if outcome["mended"]:
            yield f"- `{Path(name).name}`: {outcome['mended']}"
    yield from (
        "",
        "These need an entry of [`accept`](accept-and-scope.md), because `check` refuses them:",
        "",
    )
    for name, outcome in outcomes.items():
        yield from (f"- `{Path(name).name}`: {rule}" for rule in outcome["accepted"])
    filled = sum(bool(placeholders(text)) for text in files.values())
    yield from ("", _PLACEHOLDERS.format(filled=filled))
    yield from ("", *_DIFFERENCES.splitlines())
    by_stem = {Path(name).stem: text for name, text in files.items()}
    yield from (_row(stem, substituted(by_stem[stem])) for stem in BETTER if stem in by_stem)
    yield from ("", _FOOT)


def _collection(name: str, outcomes: list[dict[str, Any]]) -> str:
    mended_first = sum(bool(outcome["mended"]) for outcome in outcomes)
    accepted = sum(bool(outcome["accepted"]) for outcome in outcomes)
    return (
        f"| {name.replace('__', '/')} | {len(outcomes)} | {len(outcomes) - mended_first - accepted} |"
        f" {accepted} | {mended_first} | {max(outcome['size'] for outcome in outcomes):,} |"
        f" {sum(outcome['undecided'] for outcome in outcomes)} |"
    )


def _outcome(text: str) -> dict[str, Any]:
    """Take a policy over, prove that nothing else is denied, and return the changes that this took."""
    parts = mended(substituted(text))
    undecided = 0
    for part in parts:
        baseline = baseline_with({"document": NAME}, part)
        report = prove(baseline, compile_posture(baseline))
        if any(one.obligation == 1 for one in report.failures):
            raise InputError(report.findings)
        undecided += len(report.unproven)
    sizes = [check_policy(part, "it").size for part in parts]
    accepted = [
        f"`{issue.rule.id}`, {issue.rule.title[0].lower()}{issue.rule.title[1:]}"
        for part in parts
        for issue in check_policy(part, "it").issues
        if issue.rule.severity == "error"
    ]
    return {
        "mended": _why(text, parts),
        "accepted": accepted,
        "size": max(sizes),
        "undecided": undecided,
    }


def _why(text: str, parts: tuple[str, ...]) -> str:
    if parts == (substituted(text),):
        return ""
    try:
        statements = len(json.loads(text)["Statement"])
    except ValueError:
        return "it isn't JSON, because it holds a comment"
    kept = sum(len(json.loads(part)["Statement"]) for part in parts)
    size, limit = check_policy(text, "it").size, quota(type_of_text(text).api_name).max_characters
    document = json.loads(text)
    gone = sum(bool(refused(with_statements(document, [one]))) for one in document["Statement"])
    return (
        f"AWS refuses {gone} of its {statements} statements, an Allow. Its {size:,} characters are more than"
        f" the {limit:,} of one policy, so the other {kept} statements stand in {len(parts)} documents"
    )


def _row(stem: str, text: str) -> str:
    name, parameters, about = BETTER[stem]
    ours = {"control": name, "parameters": dict(parameters)}
    before = compile_posture(baseline_with({"document": NAME}, text))
    changes = compare(before, compile_posture(baseline_with(ours))).changes
    cells = " | ".join(
        _cell([one for one in changes if one.scope.direction is direction])
        for direction in (Direction.WIDENED, Direction.NARROWED)
    )
    shown = f" `{json.dumps(parameters)}`" if parameters else ""
    return f"| {stem} | [`{name}`](controls/{control(name).id}.md){shown} | {cells} | {about} |"


def _cell(changes: list[Change]) -> str:
    """Count the actions that one side alone denies, and name the keys that decide about them."""
    if not changes:
        return "nothing"
    always = {one.actions for one in changes if _is_always(one)}
    sometimes = {one.actions for one in changes if not _is_always(one)}
    keys = dict.fromkeys(key for one in changes for key in _keys(one))
    said = []
    if always:
        said.append(_actions(_union(always)))
    if sometimes:
        said.append(f"{_actions(_union(sometimes))} by {', '.join(keys)}")
    return "; ".join(said)


def _actions(some: int) -> str:
    known = action_set.names(some & action_set.catalogue_actions())
    if len(known) <= _FEW:
        return ", ".join(f"`{one}`" for one in known)
    return f"{action_set.count(some):,} actions"


def _is_always(change: Change) -> bool:
    return not _keys(change)


def _keys(change: Change) -> list[str]:
    scope = change.scope
    told = [f"`{one}`" for one in scope.conditions]
    told += ["region"] if scope.regions is not None or scope.but_regions else []
    whom = scope.principals is not None or set(scope.but_principals) - {EXEMPT}
    return [*told, *(["principal"] if whom else [])]


def _union(sets: set[int]) -> int:
    found = 0
    for one in sets:
        found |= one
    return found


_HEAD = """\
# Real configurations

<!-- Written by `python -m scripts.published_page FOLDER`. -->

You can take over existing policies as they are: put the JSON into `policies/`, and name it with an entry
`document:`. This page shows the outcome for the {count} policies that two collections of AWS held on {day},
with the catalogue of actions of {catalogue}. Each policy was compiled and compared with its own text in
three ways:

- word for word
- by effect, with `compare`
- request by request, with [a second reading](../tests/oracle.py) of the JSON

Then it was proven that the policy denies what its text says, and nothing else.

```console
PUBLISHED_POLICIES=folder python -m pytest tests/posture/test_adoption.py
python -m scripts.published_page folder     # writes this page
```

The policies are not in this repository. Documents in our own words, with every feature of the language that
the published ones use, are in [tests/posture/test_adoption.py](../tests/posture/test_adoption.py).

## Taken over
"""
_PLACEHOLDERS = """\
{filled} of them hold placeholders such as `[ROLE_NAME]`. They load with these, too, and `lint` warns of
each, because a policy with a placeholder exempts and protects nothing. For this page the placeholders were
filled in."""
_DIFFERENCES = """\
## Policies with a control that does more

The table compares some of the most usual policies with the control for the same purpose, as `compare` does,
on the root of the example. It counts actions: "only the policy" denies those that the control leaves open,
and "only the control" denies those that the policy leaves open. After "by" stand the facts that decide about
them: condition keys, the region, or the principal (break-glass, the root user, or everybody else).

| published policy | control | only the policy | only the control | the control |
|---|---|---|---|---|"""
_FOOT = """\
You can keep a denial that only the policy has: by a parameter of the control, or by a document beside it."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
