"""Scrapy's settings: slow, honest, obedient. What differs per run comes from run_spider.py."""

BOT_NAME = "pingti"
# Platforms are found by crawlers/discovery.py; Scrapy is handed the spider's class.
SPIDER_MODULES: list[str] = []

# robots.txt is asked by crawlers/robots.py: Scrapy's own allows everything when it cannot be had.
ROBOTSTXT_OBEY = False
USER_AGENT = "pingti"
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
TELNETCONSOLE_ENABLED = False

CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 5.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 5.0
AUTOTHROTTLE_MAX_DELAY = 120.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 20 << 20
DOWNLOAD_WARNSIZE = 0
CLOSESPIDER_TIMEOUT = 900
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False

# 403 and 429 are answers, not accidents: they are never asked again (middlewares.py).
RETRY_TIMES = 1
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]

DOWNLOADER_MIDDLEWARES = {"crawlers.robots.ObeyRobots": 100, "crawlers.middlewares.StopOnRefusal": 545}
LOG_LEVEL = "WARNING"
