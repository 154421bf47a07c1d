"""The scheme desk: marking schemes from spreadsheets, looked at, kept, taken out, and amended while a trade is open."""
