"""What takes a second person, blind codes, and the way from result to grade: checks and folds of `steps`, by subject.

A module states its part in two dicts, by kind of fact: CHECKS, (state, fact) → problems, and APPLY, (state, line, fact)
→ change. `checks` and `engine` merge them, each in one place; nothing here imports either of the two.
"""
