"""From bytes to values: a folder or zip, texts, TOML documents, tables of checked values."""
