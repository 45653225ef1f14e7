"""The budgets stack: budgets and the topics that tell of them."""
