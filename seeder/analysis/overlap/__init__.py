"""Facts about who follows two handles: what is known, what is assumed and what looks odd."""
