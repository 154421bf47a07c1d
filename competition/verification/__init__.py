"""Checking a certificate years later: by its number or its file, for anybody, with little said of the person."""
