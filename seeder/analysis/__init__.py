"""Questions asked of a problem and its selection. Numbers, no sentences."""
