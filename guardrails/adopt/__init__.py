"""Take over an organization that exists: write a baseline that changes nobody's permissions."""
