"""The mission's own indexes: frames in, frames out; each file defines one, its unit, interval, least sample.

A row always carries the keys of the posts behind each of its counts, so that the section that lays it out
(reports/sections/NAME.py) can hand them on as the origins of its figures.
"""
