"""What was sold, by item and day, week or month: orders, units, buyers, amounts, visitors."""

from crawlers.formats.fact_tables import FactImporter

NAME = "sales_table"
ORDER = 37
TABLE = "sales"
_TABLE = FactImporter(TABLE)
sniff = _TABLE.sniff
sniff_mapped = _TABLE.sniff_mapped
mapping = _TABLE.mapping
left_out = _TABLE.left_out
told_by_name = _TABLE.told_by_name
read = _TABLE.read
