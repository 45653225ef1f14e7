"""The baseline protects itself: what nobody may do who is not exempt."""
