"""Tests how well rates predict evidence that was held back."""
