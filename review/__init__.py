"""The stewards' web application."""
