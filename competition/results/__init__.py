"""Results as lists: standings group by group with why, teams, medals and scores, overall prizes."""

from competition.results.pages import routes

__all__ = ["routes"]
