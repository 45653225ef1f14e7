"""Warn of long sessions with full access."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.full_access import FULL_ACCESS_POLICIES, LONG_SESSION_HOURS, full_access
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match


def _find(baseline: Baseline) -> Iterator[Match]:
    sets = baseline.access.permission_sets if baseline.access else {}
    for name, permission_set in sets.items():
        source = full_access(baseline, permission_set)
        if source and permission_set.session_hours > LONG_SESSION_HOURS:
            problem, remedy = _problem_and_remedy(permission_set.session_hours, source)
            if permission_set.existing:
                remedy = "ask its owner for shorter sessions, or assign a permission set of your own"
                yield Match(("access", "permission_sets", name), problem, remedy)
            else:
                yield Match(("access", "permission_sets", name, "session_hours"), problem, remedy)
    role = baseline.accounts.audit_role if baseline.accounts else None
    full = next((name for name in role.policies if name in FULL_ACCESS_POLICIES), "") if role else ""
    if role and full and role.session_hours > LONG_SESSION_HOURS:
        yield Match(
            ("accounts", "audit_role", "session_hours"), *_problem_and_remedy(role.session_hours, full)
        )


def _problem_and_remedy(hours: int, source: str) -> tuple[str, str]:
    problem = f"sessions with full access by {source} last {hours} hours"
    return problem, f"write session_hours: {LONG_SESSION_HOURS}, or less"


FULL_ACCESS_LONG_SESSION = BaselineWarning(
    id="full-access-long-session",
    title=f"A session with full access ends after {LONG_SESSION_HOURS} hours at most",
    why="Credentials of a session can't be called back: whoever copies them has them until the session ends.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/howtosessionduration.html",
    find=_find,
)
