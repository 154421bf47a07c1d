"""What audiences see: one board a module."""
