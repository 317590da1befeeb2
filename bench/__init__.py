"""Measurements: each figure a ratio to what stands beside it, side by side within one run on one machine."""
