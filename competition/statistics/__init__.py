"""How the judges of a panel marked, side by side: advice for the chief judge. Nothing here changes a mark."""
