"""The chief judge's console: what is to be settled, all panels, signatures under modules."""
