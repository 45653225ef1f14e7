"""Write docs/real-configurations.md: what becomes of published policies in a baseline.

`python -m scripts.published_page FOLDER` takes over each policy in a folder, one collection a folder in it,
and compares some with the control that says it better. The policies themselves are not in this repository, so
no test can tell when the page is stale; its figures are as of the day that it names.
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
BETTER: Mapping[str, tuple[str, Mapping[str, Any], str]] = {
    "Deny-member-accounts-from-leaving-your-AWS-organization": (
        "deny_leaving_organization",
        {},
        "break-glass is spared",
    ),
    "Deny-access-to-AWS-based-on-the-requested-AWS-region": (
        "deny_unused_regions",
        {},
        "global services that the policy doesn't know go on working; wellarchitected is none",
    ),
    "Deny-account-region-enable-and-disable-actions": ("deny_region_opt_in", {}, "the same"),
    "Deny-the-root-user-from-performing-actions-except-S3-bucketpolicy-changes": (
        "deny_root_user",
        {},
        "the management account's privileged sessions, which repair bucket policies, may do their work",
    ),
    "Deny-critical-IAM-user-actions": (
        "deny_iam_users",
        {},
        "further kinds of credentials; no tag that sets one free of it",
    ),
    "Deny-modifications-to-specific-CloudTrail-trails": (
        "protect_trail",
        {},
        "bucket and key of the trail as well; who makes a trail of his own under the name hurts nothing",
    ),
    "Deny-users-from-disabling-Amazon-GuardDuty-or-modifying-its-configuration": (
        "protect_guardduty",
        {},
        "what switches it off or blinds it, newer features included; switching it on stays allowed",
    ),
    "Deny-enabling-and-disabling-AWS-Config": (
        "protect_config",
        {"rules": True},
        "conformance packs and which types are recorded as well; delivering a snapshot stays allowed",
    ),
    "Deny-RAM-from-sharing-resources-to-external-accounts": (
        "deny_external_sharing",
        {},
        "a share that says nothing, and adding to an open share, are denied as well; break-glass is spared",
    ),
    "Deny-KMS-key-deletion": (
        "deny_key_deletion",
        {},
        "aliases may be deleted: no data is lost with one",
    ),
    "Enforce-controls-on-AWS-services-that-use-service-principals-to-access-your-resources": (
        "deny_confused_deputies",
        {"partners": ["999999999999"]},
        "the same",
    ),
    "Restrict-access-to-only-HTTPS-connections-to-your-resources": (
        "require_tls_by_anybody",
        {},
        "calls that AWS's services forward don't say how they came, and are left alone; S3 asks for TLS 1.2",
    ),
    "S3-Deny-SSE-C": ("deny_customer_provided_keys_by_anybody", {}, "break-glass is spared"),
    "GitHub-Actions": (
        "limit_web_identities",
        {"issuers": {"token.actions.githubusercontent.com": ["repo:our-org/*"]}},
        "the same",
    ),
}
"""What most people take over, the control that is meant for it, and what the difference is about."""


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
        "| collection | policies | as they are | mended first | largest | undecided statements |",
    )
    yield "|---|---:|---:|---:|---:|---:|"
    for collection in dict.fromkeys(name.partition("/")[0] for name in files):
        mine = [one for name, one in outcomes.items() if name.startswith(f"{collection}/")]
        as_is = sum(not one["mended"] for one in mine)
        sizes = max(one["size"] for one in mine)
        undecided = sum(one["undecided"] for one in mine)
        yield (
            f"| {collection.replace('__', '/')} | {len(mine)} | {as_is} | {len(mine) - as_is} |"
            f" {sizes:,} | {undecided} |"
        )
    yield from ("", "What had to be mended first:", "")
    for name, one in outcomes.items():
        if one["mended"]:
            yield f"- `{Path(name).name}`: {one['mended']}"
    filled = sum(bool(placeholders(text)) for text in files.values())
    yield from ("", _PLACEHOLDERS.format(filled=filled))
    yield from ("", *_DIFFERENCES.splitlines())
    by_stem = {Path(name).stem: text for name, text in files.items()}
    yield from (_row(stem, substituted(by_stem[stem])) for stem in BETTER if stem in by_stem)
    yield from ("", _FOOT)


def _outcome(text: str) -> dict[str, Any]:
    """Take a policy over, prove that nothing else is denied, and say what had to be changed for it."""
    parts = mended(substituted(text))
    undecided = 0
    for part in parts:
        baseline = baseline_with({"document": NAME}, part)
        report = prove(baseline, compile_posture(baseline))
        if any(one.obligation == 1 for one in report.failures):
            raise InputError(report.findings)
        undecided += len(report.unproven)
    sizes = [check_policy(part, "it").size for part in parts]
    return {"mended": _why(text, parts), "size": max(sizes), "undecided": undecided}


def _why(text: str, parts: tuple[str, ...]) -> str:
    if parts == (substituted(text),):
        return ""
    try:
        statements = len(json.loads(text)["Statement"])
    except ValueError:
        return "it is no JSON, for it holds a comment"
    kept = sum(len(json.loads(part)["Statement"]) for part in parts)
    size, limit = check_policy(text, "it").size, quota(type_of_text(text).api_name).max_characters
    document = json.loads(text)
    gone = sum(bool(refused(with_statements(document, [one]))) for one in document["Statement"])
    return (
        f"{gone} of its {statements} statements is an Allow, which AWS refuses; and its {size:,} characters"
        f" are more than the {limit:,} of one policy, so the other {kept} stand in {len(parts)} documents"
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
    """Count the actions that one side alone denies, and say what that hangs on."""
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

Whoever has policies already takes them over as they are: the JSON goes into `policies/`, and an entry with
`document:` names it. This page says what came of it with the {count} policies that two collections of AWS's
held, on {day}, with the catalogue of actions of {catalogue}. Each was compiled and held against its own
text in three ways: word for word; by effect, with `compare`; and, request by request, against
[a second reading](../tests/oracle.py) of the JSON. Then it was proven that it denies what it says and nothing
else.

```console
PUBLISHED_POLICIES=folder python -m pytest tests/posture/test_adoption.py
python -m scripts.published_page folder     # writes this page
```

The policies are not in this repository. Documents of our own wording, which use all that theirs use of the
language, are in [tests/posture/test_adoption.py](../tests/posture/test_adoption.py).

## Taken over
"""
_PLACEHOLDERS = """\
{filled} of them hold placeholders such as `[ROLE_NAME]`. They load with these too, and `lint` warns of each:
as it stands, such a policy exempts and protects nothing. For this page they were filled in."""
_DIFFERENCES = """\
## What a control says better

Of the most usual ones, the difference in effect between the published policy and the control that is meant
for the same, as `compare` computes it on the root of the example, in actions. "Only the policy" is what the
control leaves open, "only the control" what the policy leaves open; after "by" stands what decides about it:
condition keys, the region, or the principal, who is break-glass or the root user or all but these.

| published policy | control | only the policy | only the control | the control |
|---|---|---|---|---|"""
_FOOT = """\
What only a policy denies can be had as well: by a parameter of the control, or by a document beside it."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
