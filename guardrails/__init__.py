"""An AWS organization baseline whose guardrails are computed, proven and shown before they are attached."""

VERSION = "0.1.0"
"""The version of this product; pyproject.toml says the same."""
