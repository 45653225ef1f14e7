"""The controls' verdicts on single calls: one control a file, named as its control."""
