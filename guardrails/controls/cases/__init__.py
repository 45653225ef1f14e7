"""What the controls answer to single calls: one control a file, named as its control."""
