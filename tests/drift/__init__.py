"""What drifts from the baseline."""
