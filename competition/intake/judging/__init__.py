"""Whether the files of a package fit each other: references, seats, marks, and what is missing."""
