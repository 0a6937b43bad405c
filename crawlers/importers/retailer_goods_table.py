"""A retailer's goods as labels and filings name them: 委托方, 受托生产企业, SC or 备案 number, price."""

from crawlers.formats.fact_tables import FactImporter

NAME = "retailer_goods_table"
ORDER = 34
TABLE = "retailer_goods"
_TABLE = FactImporter(TABLE)
sniff = _TABLE.sniff
sniff_mapped = _TABLE.sniff_mapped
mapping = _TABLE.mapping
left_out = _TABLE.left_out
told_by_name = _TABLE.told_by_name
read = _TABLE.read
