"""What an award policy is made of: its values, how they are read, and how each condition is judged."""
