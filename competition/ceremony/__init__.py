"""Ceremonies: frozen results shown step by step, rehearsed and run from a console, followed on a public stage."""
