"""The commands: one a file, each a thin call."""
