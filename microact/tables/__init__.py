"""CSV files in, numbers out."""

from microact.tables.columns import Encoder
from microact.tables.encoding import Table, load_csv, table

__all__ = ["Encoder", "Table", "load_csv", "table"]
