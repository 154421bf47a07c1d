"""The figures themselves, from tables of marks: what needs numpy, pandas and scipy."""
