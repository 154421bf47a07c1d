"""A marking scheme on a spreadsheet, as the trades' experts write it, becomes a document that states a scheme."""
