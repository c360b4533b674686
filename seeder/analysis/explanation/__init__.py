"""Why an account is in the best plan, or is not."""
