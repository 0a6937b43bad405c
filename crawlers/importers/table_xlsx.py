"""Any sheet of an Excel workbook, or table of a database, whose columns we know, such as vendors' exports."""

from crawlers.formats.tables import TableImporter

NAME = "table_xlsx"
ORDER = 91
_TABLE = TableImporter(kinds=("rows",))
sniff = _TABLE.sniff
sniff_mapped = _TABLE.sniff_mapped
mapping = _TABLE.mapping
read = _TABLE.read
