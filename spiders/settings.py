"""Scrapy's settings for every spider of the house, and the environment they are read from.

| variable | meaning | default |
|---|---|---|
| ``AIPOLICY_HOME`` | data folder | ``data`` |
| ``AIPOLICY_DATABASE_URL`` | corpus | ``<home>/corpus.db`` |
| ``AIPOLICY_ARCHIVE`` | archive's root, a folder or ``s3://…`` | ``<home>/archive`` |
| ``AIPOLICY_CONTACT`` | address or page in the User-Agent, so that a site can reach us | none |
| ``AIPOLICY_PRESSROOM`` | ``http://127.0.0.1:PORT``: fetch everything there | none (live) |
| ``AIPOLICY_DELAY_FACTOR`` | scales every delay; 0 in tests and the demo | 1 |

The names were checked against Scrapy 2.19's default settings (November 2026): a misspelt setting is
ignored silently.
"""

from __future__ import annotations

import os

from spiders.errors import SettingError


def _factor() -> float:
    text = os.environ.get("AIPOLICY_DELAY_FACTOR") or "1"
    try:
        factor = float(text)
    except ValueError:
        factor = -1.0
    if not 0 <= factor <= 100:
        raise SettingError(
            f"AIPOLICY_DELAY_FACTOR={text!r} is not a number from 0 to 100; leave it out for 1"
        )
    return factor


VERSION = "0.1.0"
AIPOLICY_HOME = os.environ.get("AIPOLICY_HOME") or "data"
AIPOLICY_DATABASE_URL = os.environ.get("AIPOLICY_DATABASE_URL") or None
AIPOLICY_ARCHIVE = os.environ.get("AIPOLICY_ARCHIVE") or None
AIPOLICY_PRESSROOM = os.environ.get("AIPOLICY_PRESSROOM") or None
AIPOLICY_CONTACT = os.environ.get("AIPOLICY_CONTACT") or None
AIPOLICY_DELAY_FACTOR = _factor()

# -- the project --------------------------------------------------------------------------------
BOT_NAME = "aipolicy"
SPIDER_LOADER_CLASS = "spiders.loader.RegistrySpiderLoader"
SPIDER_MODULES: list[str] = []  # the registry lists the spiders
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# -- who we are ---------------------------------------------------------------------------------
USER_AGENT = f"{BOT_NAME}/{VERSION} (Korean AI-policy news corpus" + (
    f"; +{AIPOLICY_CONTACT})" if AIPOLICY_CONTACT else ")"
)
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "ko-KR,ko;q=0.9,en;q=0.3",
    "Accept-Encoding": "gzip, deflate",
}
COOKIES_ENABLED = False  # on for a spider with `needs_cookies`

# -- politeness ---------------------------------------------------------------------------------
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = BOT_NAME
DOWNLOADER = "spiders.downloader.PoliteDownloader"
DOWNLOAD_DELAY = 1.0 * AIPOLICY_DELAY_FACTOR
AUTOTHROTTLE_ENABLED = AIPOLICY_DELAY_FACTOR > 0
AUTOTHROTTLE_START_DELAY = 1.0 * AIPOLICY_DELAY_FACTOR
AUTOTHROTTLE_MAX_DELAY = 30.0 * AIPOLICY_DELAY_FACTOR
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 2 if AIPOLICY_DELAY_FACTOR > 0 else 8
#: Seconds we wait at most because a site says so; longer, and it counts as blocked.
RETRY_AFTER_MAX = 120.0
#: Seconds before the first retry of a 429 or 5xx without Retry-After; doubled each time.
RETRY_BACKOFF = 5.0
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # it ends in the ledger: not an error of ours
#: Seconds: a longer robots Crawl-delay is obeyed as this much, with a note.
CRAWL_DELAY_MAX = 60.0
#: Refusals (403, 429, challenges) in a row after which an outlet is left alone.
REFUSALS_MAX = 5

# -- safety -------------------------------------------------------------------------------------
DOWNLOAD_MAXSIZE = 5 * 1024 * 1024  # also after decompression
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
#: Seconds a request in flight still has when its crawl is stopped.
STOP_GRACE = 10.0
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
TWISTED_DNS_RESOLVER = "spiders.resolver.PublicResolver"
DNS_TIMEOUT = 15
HTTPPROXY_ENABLED = AIPOLICY_PRESSROOM is None
DOWNLOAD_HANDLERS = {
    "http": "spiders.handlers.WebHandler",
    "https": "spiders.handlers.WebHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER_MIDDLEWARES = {
    "spiders.middlewares.guard.Guard": 50,
    "spiders.middlewares.robots.Robots": 100,
    "spiders.middlewares.politeness.PoliteRetry": 550,
    "spiders.middlewares.size.SizedCompression": 590,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
}

# -- what the spiders decide themselves -----------------------------------------------------------
HTTPERROR_ALLOW_ALL = True  # every status reaches the spider, and the ledger
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # keys are deduplicated, not URLs
CONCURRENT_ITEMS = 1  # we yield none; Scrapy starts so many tasks after every callback (measured)
WARN_ON_GENERATOR_RETURN_VALUE = False
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# -- logs ---------------------------------------------------------------------------------------
LOG_LEVEL = "INFO"
LOG_VERSIONS: list[str] = []
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
