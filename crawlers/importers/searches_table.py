"""What people searched for in a shop or a market, by term and day, week or month."""

from crawlers.formats.fact_tables import FactImporter

NAME = "searches_table"
ORDER = 36
TABLE = "searches"
_TABLE = FactImporter(TABLE)
sniff = _TABLE.sniff
sniff_mapped = _TABLE.sniff_mapped
mapping = _TABLE.mapping
left_out = _TABLE.left_out
told_by_name = _TABLE.told_by_name
read = _TABLE.read
