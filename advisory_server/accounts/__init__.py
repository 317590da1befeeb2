"""Who may see what: accounts, passwords, sessions."""
