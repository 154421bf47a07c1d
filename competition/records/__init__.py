"""The personal record: what a person was given over the years in all events of the house."""
