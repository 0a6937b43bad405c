"""One section of the report a file: PLACE, where it stands, and `build`; its words lie in NAME.tsv beside it.

`build(made)` gives a Block, or None where there is nothing to say (reports/sectioning.py finds the files).
A section that needs a table nobody imported says in its lead what to import, and draws nothing.
"""
