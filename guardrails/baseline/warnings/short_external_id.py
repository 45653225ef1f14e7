"""Warn of an external id that can be guessed."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match

_CHARACTERS = 16


def _find(baseline: Baseline) -> Iterator[Match]:
    role = baseline.accounts.audit_role if baseline.accounts else None
    if role and role.external_id is not None and len(role.external_id) < _CHARACTERS:
        yield Match(
            ("accounts", "audit_role", "external_id"),
            f"the external id has {len(role.external_id)} characters, under {_CHARACTERS} it can be guessed",
            "take a random one, such as the output of `uuidgen`",
        )


SHORT_EXTERNAL_ID = BaselineWarning(
    id="short-external-id",
    title="The audit role's external id is long enough",
    why="A customer of the same auditor who guesses the id can make the auditor read this organization.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    find=_find,
)
