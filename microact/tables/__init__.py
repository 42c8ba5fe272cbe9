"""CSV files in, numbers out."""
