"""Whatever way a baseline takes, what it ever named stays named."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from guardrails.baseline import Baseline
from guardrails.baseline.evidence import left_behind
from guardrails.baseline.resolve import resolve
from guardrails.baseline.sections.former import FormerEvidence
from guardrails.baseline.structure import build
from guardrails.marked import read
from guardrails.report.insertion import insertion
from tests.moves import BEFORE, KEY, OTHER_KEY, TRAIL

TODAY = date(2026, 6, 1)
REST = BEFORE.replace(TRAIL, "")


def _section(fields: dict[str, Any]) -> str:
    """Write the section on a line; a name that YAML takes for nothing stands in quotes."""
    key = fields.get("key", "key_alias: organization-trail")
    texts = {name: f'"{value}"' for name, value in fields.items() if isinstance(value, str) and name != "key"}
    own = "existing_bucket: true, " if fields.get("existing_bucket") else ""
    return f"trail: {{ {''.join(f'{name}: {text}, ' for name, text in texts.items())}{own}{key} }}\n"


TRAILS = st.one_of(
    st.just(""),
    st.fixed_dictionaries(
        {
            "bucket": st.sampled_from(["trail-1", "trail-2", "on-1"]),
            "archive_account": st.sampled_from(["Security/log-archive", "Security/audit", "management"]),
            "name": st.sampled_from(["main", "null", "everything"]),
        },
        optional={
            "existing_bucket": st.booleans(),
            "key": st.sampled_from(
                [f"existing_key: {KEY}", f"existing_key: {OTHER_KEY}", 'key_alias: "1e3"']
            ),
        },
    ).map(_section),
)
LISTS = st.sampled_from(["", "former: []\n"])
Names = set[tuple[Any, ...]]


def _read(text: str) -> Baseline:
    typed, source, findings = build(read(text, "baseline.yaml"))
    assert typed is not None
    assert findings == []
    return resolve(typed, source)


def _protected(baseline: Baseline) -> Names:
    """Say it from the model alone: the section's names and those of the list."""
    trail, names = baseline.trail, set[tuple[Any, ...]]()
    for entry in baseline.former:
        names |= {("bucket", bucket) for bucket in entry.buckets}
        names |= {("alias", entry.account, entry.key_alias), ("key", entry.key_arn), ("trail", entry.trail)}
    if trail is not None:
        names |= {("bucket", bucket) for bucket in trail.buckets} | {("trail", trail.name)}
        alias = ("alias", baseline.archive_account.id, trail.key_alias)
        names |= {alias if trail.existing_key is None else ("key", trail.existing_key)}
    return {name for name in names if name[-1] is not None}


@given(st.lists(TRAILS, min_size=2, max_size=6), LISTS)
def test_pasting_after_every_change_forgets_nothing(trails: list[str], listed: str) -> None:
    """Lines are pasted after each change; at the end everything is named, and nothing more is asked for."""
    text, ever = f"{REST}{trails[0]}{listed}", set[tuple[Any, ...]]()
    for before, after in pairwise(trails):
        deployed = _read(text)
        ever |= _protected(deployed)
        changed = text.replace(before, after, 1) if before else f"{text}{after}"
        if left := left_behind(deployed, _read(changed), TODAY):
            changed = insertion(changed, "former", [_fields(entry) for entry in left]).into(changed)
        assert left_behind(deployed, _read(changed), TODAY) == ()
        assert ever <= _protected(_read(changed))
        text = changed


def _fields(entry: FormerEvidence) -> dict[str, Any]:
    return {name: value for name in FormerEvidence.model_fields if (value := getattr(entry, name))}
