"""The demo: a sample school's reminder, with stand-ins for the sites and for the school's filter."""
