"""Placeholders of published policies: what somebody has to replace before the policy means anything."""

from __future__ import annotations

import re

# `<bucket>`; `${Account}`, which is no policy variable for it has no colon; `[ROLE_NAME]`; `{region-1}`.
_PLACEHOLDER = re.compile(
    r"<[A-Za-z][^<>*:]{0,80}>"
    r"|\$\{[^{}:*?$]{1,80}\}"
    r"|\[[A-Z][A-Z0-9_ /*-]{1,80}\]"
    r"|(?<!\$)\{[A-Za-z][\w -]{1,80}\}"
)


def placeholders(text: str) -> tuple[str, ...]:
    """List the placeholders in a text."""
    return tuple(_PLACEHOLDER.findall(text))


def as_pattern(text: str) -> str:
    """Replace each placeholder by `*`: whatever will stand there."""
    return _PLACEHOLDER.sub("*", text)
