"""The range in which a plan's value can lie if overlaps are known only for some pairs."""
