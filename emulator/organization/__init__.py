"""AWS Organizations in memory: one organization, its tree, its policies and who administers what."""
