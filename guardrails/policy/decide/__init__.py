"""Decide requests: one ruleset for the policies that bind an account."""
