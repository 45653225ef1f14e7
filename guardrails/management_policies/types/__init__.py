"""The grammars, one policy type a file."""
