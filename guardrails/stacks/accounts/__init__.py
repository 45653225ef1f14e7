"""The accounts stack: audit role, break-glass role and account settings."""
