"""Credentials: certificates as Open Badges 3.0 that other software verifies, the keys that sign them, and what of them
counts no more."""
