"""Rehearsals: a past event, or one with invented marks, played onto the real boards in an event of its own."""
