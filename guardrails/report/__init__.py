"""A posture, its proofs and its changes, as people read them."""
