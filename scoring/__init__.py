"""The functional core: values in, values out. Standard library only; no I/O, clock, chance or float."""
