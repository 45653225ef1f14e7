"""A posture as JSON, and the readers of what others wrote."""
