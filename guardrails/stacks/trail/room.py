"""Whether Athena takes the named queries of the search, without CDK."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline import Baseline
from guardrails.errors import Finding
from guardrails.posture import Posture
from guardrails.stacks.trail.queries import named_queries

QUERY_BYTES = 262_144
"""Bytes of a query.

Source: https://docs.aws.amazon.com/athena/latest/APIReference/API_NamedQuery.html (QueryString)
"""


def findings(baseline: Baseline, _posture: Posture) -> Iterator[Finding]:
    """Find a query that is longer than Athena takes: one names the principals of all exemptions."""
    if baseline.trail is None or baseline.trail.search is None:
        return
    for query in named_queries(baseline):
        size = len(query.sql.encode())
        if size > QUERY_BYTES:
            yield Finding(
                baseline.locate("trail", "search"),
                "trail.search",
                f"the query {query.id} would have {size:,} bytes; Athena takes {QUERY_BYTES:,}",
                "exempt fewer principals, by patterns that stand for several, or leave trail.search out",
            )
