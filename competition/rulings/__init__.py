"""The office's rulings: what waits for a decision, adjustments, results that the office fills in, corrections."""
