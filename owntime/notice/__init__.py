"""The one-page notice that staff, visitors and governors are given: see `notice_command.py`."""
