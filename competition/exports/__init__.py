"""The room where things leave: an event written out again as a package."""
