"""`owntime channels`: the register of official channels, checked, and written out for the Privacy Notice."""
