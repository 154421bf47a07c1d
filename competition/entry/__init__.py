"""Paper sheets that two persons of the office type without seeing each other's."""
