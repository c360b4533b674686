"""Which accounts every good plan asks, and which other plans are as good."""
