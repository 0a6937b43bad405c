"""Scrapy's settings: slow, honest, obedient. What differs per run comes from run_spider.py."""

BOT_NAME = "pingti"
SPIDER_MODULES = ["crawlers.platforms"]
# A broken platform file must not keep the others from being found.
SPIDER_LOADER_WARN_ONLY = True

# robots.txt is asked for this name, which is also the first word of the user agent.
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "pingti"
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

# 403 and 429 are answers, not accidents: they are never asked again (middlewares.py).
RETRY_TIMES = 1
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]

DOWNLOADER_MIDDLEWARES = {"crawlers.middlewares.StopOnRefusal": 545}
ITEM_PIPELINES = {"crawlers.pipelines.SavePosts": 300}
LOG_LEVEL = "WARNING"
