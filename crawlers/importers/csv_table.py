"""Any table as CSV: comma, semicolon or tab; columns known by their Chinese or English names.

Read are the exports of data vendors, of spreadsheet programs and of the usual collectors.
"""

from crawlers.formats.tables import TableImporter

NAME = "csv_table"
ORDER = 90
_TABLE = TableImporter(kinds=("csv",))
sniff = _TABLE.sniff
sniff_mapped = _TABLE.sniff_mapped
mapping = _TABLE.mapping
read = _TABLE.read
