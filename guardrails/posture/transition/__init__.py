"""The way from one posture to the next: the order of updates, and what is open meanwhile."""
