"""IAM Identity Center in memory: its instances, permission sets and assignments."""
