"""From read documents to fields."""
