"""Screens in the hall: browsers that show pages of an event, each told from one console what and how long."""
