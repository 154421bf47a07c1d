"""The door that marks and facts come in by."""
