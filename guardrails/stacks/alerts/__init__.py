"""The alerts stack: alarms on the trail, their topics and the dashboard."""
