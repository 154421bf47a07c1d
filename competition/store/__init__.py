"""The database and its ledger: what is kept, and how it is proved."""
