"""Compare the best plan with simpler ones and with a list of the user."""
