"""One account against many: what equals it, whether it belongs in the plan, and what would change that."""
