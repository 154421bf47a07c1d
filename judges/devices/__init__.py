"""Tablets at the stations: how a browser is enrolled for a judge, what the office knows of it, how it changes hands."""
