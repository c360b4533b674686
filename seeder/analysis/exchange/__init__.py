"""Compare one account with many: how many are as good, is it in the best plan, and when would that change."""
