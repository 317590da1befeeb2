"""Measurements: each figure a ratio to plain mitmproxy, side by side within one run on one machine."""
