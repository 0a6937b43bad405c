"""Reviews and 问大家 of a shop's items, as posts that hang on the item; who wrote them is never read."""

from crawlers.formats.fact_tables import FactImporter

NAME = "reviews_table"
ORDER = 35
_TABLE = FactImporter("reviews")
sniff = _TABLE.sniff
sniff_mapped = _TABLE.sniff_mapped
mapping = _TABLE.mapping
left_out = _TABLE.left_out
told_by_name = _TABLE.told_by_name
read = _TABLE.read
