"""Boards in the air beside what else could carry them: `make bench-live`."""
