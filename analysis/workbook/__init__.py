"""From tables to an Excel file: how things look, and how a hundred thousand rows are written quickly."""
