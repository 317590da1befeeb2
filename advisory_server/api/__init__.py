"""What programs ask for: reports, health."""
