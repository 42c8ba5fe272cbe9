"""CSV files in, numbers out."""

from microact.tables.encoding import Encoder, Table, load_csv, table

__all__ = ["Encoder", "Table", "load_csv", "table"]
