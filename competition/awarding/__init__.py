"""From a result to its awards: what is known of each person, what the pinned policy says, and how that is told."""
