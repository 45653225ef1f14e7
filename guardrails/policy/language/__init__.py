"""The language of policies: documents as values, their patterns, conditions and variables."""
