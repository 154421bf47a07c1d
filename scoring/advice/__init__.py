"""Advice on a scheme that is well-formed: what its makers most likely did not mean. Nothing here refuses anything.

`linter.advise` gathers it; a module each for what marks can reach, for texts, for weights, and for the size that
WorldSkills asks of a scheme.
"""
