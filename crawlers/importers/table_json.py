"""Any JSON: an array of objects, also wrapped in a document, or an object a line; keys known by name."""

from crawlers.formats.tables import TableImporter

NAME = "table_json"
ORDER = 92
_TABLE = TableImporter(kinds=("lines", "document"))
sniff = _TABLE.sniff
sniff_mapped = _TABLE.sniff_mapped
mapping = _TABLE.mapping
read = _TABLE.read
