"""The larger sections of the baseline, one a file."""
