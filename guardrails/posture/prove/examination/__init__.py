"""Every class of requests, held against what the baseline wants."""
