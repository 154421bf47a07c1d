"""Who stands where, and why: places and what they are counted by, ties and what breaks them."""
