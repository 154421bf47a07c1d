"""The contest that plays by itself: its package, its cast, and what they do."""
