"""The one road in: checked, appended, committed, folded, published."""
