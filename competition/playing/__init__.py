"""A package's marks, given again as its judges would."""
