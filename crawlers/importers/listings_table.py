"""What is on offer: price, MOQ, stock and how much is online, by item, search term or category."""

from crawlers.formats.fact_tables import FactImporter

NAME = "listings_table"
ORDER = 38
TABLE = "listings"
_TABLE = FactImporter(TABLE)
sniff = _TABLE.sniff
sniff_mapped = _TABLE.sniff_mapped
mapping = _TABLE.mapping
left_out = _TABLE.left_out
told_by_name = _TABLE.told_by_name
read = _TABLE.read
