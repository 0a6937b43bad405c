"""One way of publishing a file (feed, JSON list, page); found by crawlers/discovery.py."""
