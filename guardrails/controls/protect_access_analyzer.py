"""Keep the analyzers of access, and their findings unarchived."""

from __future__ import annotations

from guardrails.controls.control import Control, denying

_ACTIONS = (
    "access-analyzer:ApplyArchiveRule",
    "access-analyzer:CreateArchiveRule",
    "access-analyzer:DeleteAnalyzer",
    "access-analyzer:DeleteArchiveRule",
    "access-analyzer:DeleteServiceLinkedAnalyzer",
    "access-analyzer:UpdateAnalyzer",
    "access-analyzer:UpdateArchiveRule",
    "access-analyzer:UpdateFindings",
)

CONTROL = Control(
    id="protect_access_analyzer",
    title="Protect Access Analyzer",
    family="protection",
    severity="medium",
    why="An archived finding about a public bucket is a public bucket that nobody hears of.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiamaccessanalyzer.html",
    statements=denying("ProtectAccessAnalyzer", _ACTIONS),
    limits="A delegated administrator works with the same calls: exempt its role, or let the control stand "
    "where its account is not.",
)
