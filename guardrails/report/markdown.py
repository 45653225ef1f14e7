"""The parts of every answer in Markdown."""

from __future__ import annotations

from guardrails.errors import Finding, one_line


def code(text: str) -> str:
    """Mark a text as one that a machine reads, whatever backticks stand in it."""
    fence = "`"
    while fence in text:
        fence += "`"
    pad = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def finding_item(finding: Finding) -> str:
    """Render a finding as an item of a list: place, field, what is wrong, and the remedy in bold."""
    field = f" {code(finding.field)}" if finding.field else ""
    remedy = f". **{finding.remedy}**" if finding.remedy else ""
    return one_line(f"- {code(str(finding.location))}{field}: {finding.sentence}{remedy}")
