"""Certificates: what they say, how they get their numbers, how they are printed, revoked and replaced."""
