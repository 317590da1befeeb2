"""The mitmproxy side: intercepts only to show the reminder, and passes all else through unread."""
