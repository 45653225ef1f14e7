"""An AWS organization baseline whose guardrails are computed, proven and shown before they are attached."""
