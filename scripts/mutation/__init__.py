"""Small faults for `make mutate`: where they go, which tests run against each, and what became of them."""
