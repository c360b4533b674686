"""The model of counts per post: clicks and views of every handle."""
