"""The registry lists every outlet, finds the owner of a URL, and refuses a row that cannot be right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from spiders import registry
from spiders.outlet import Outlet
from spiders.registry import RegistryError, UnknownOutlet
from spiders.rows import read_rows

FAMILIES = ("ndsoft", "insnews")
ALL = registry.outlets()
MEMBERS = tuple(o for o in ALL if o.family in FAMILIES)

ROW = """
[[outlet]]
code = "hanmaeul"
name = "한마을신문"
domain = "hanmaeul.kr"
region = "경북 안동"
family = "ndsoft"
evidence = "E"
"""


def rows_of(tmp_path: Path, text: str) -> tuple[Outlet, ...]:
    path = tmp_path / "outlets.toml"
    path.write_text(text, encoding="utf-8")
    return read_rows(path, families=FAMILIES)


def test_at_least_forty_five_family_members_are_active() -> None:
    assert sum(o.active for o in MEMBERS) >= 45


def test_guesses_are_inactive() -> None:
    assert not [o.code for o in ALL if o.evidence == "G" and o.active]


def test_inactive_outlets_say_why() -> None:
    assert not [o.code for o in ALL if not o.active and not o.note]


def test_named_outlets_come_before_family_members() -> None:
    named = [o.family not in FAMILIES for o in ALL]
    assert named == sorted(named, reverse=True)


def test_gyeongbuk_is_the_first_outlet_of_all() -> None:
    assert ALL[0].code == "gyeongbuk"


def test_daegu_and_gyeongbuk_come_first_among_members() -> None:
    home = [o.region.startswith(("대구", "경북")) for o in MEMBERS]
    assert home == sorted(home, reverse=True)
    assert sum(home) >= 7


def test_active_only_leaves_the_inactive_out() -> None:
    assert set(registry.outlets(active_only=True)) == {o for o in ALL if o.active}


@pytest.mark.parametrize("outlet", ALL, ids=lambda o: o.code)
def test_every_outlet_has_pages_and_a_spider_of_its_name(outlet: Outlet) -> None:
    assert registry.spider(outlet.code).name == outlet.code
    assert registry.spider(outlet.code).outlet is outlet
    assert registry.pages_for(outlet)


@pytest.mark.parametrize("outlet", MEMBERS, ids=lambda o: o.code)
def test_every_member_finds_its_own_articles_again(outlet: Outlet) -> None:
    url = registry.spider(outlet.code).canonical("123456")
    assert registry.key_of(url) == (outlet, "123456")


def test_a_row_s_skin_is_probed_first() -> None:
    assert registry.pages_for(registry.outlet("gwunion"))[0].version == "ndsoft.table"


def test_the_pages_of_all_families_are_there_for_unknown_sites() -> None:
    versions = {page.version for page in registry.family_pages()}
    assert {"ndsoft.table", "ndsoft.auto", "ndsoft.2020", "ndsoft.atl"} <= versions
    assert {"insnews.2012", "insnews.new"} <= versions


def test_an_unknown_code_names_the_nearest_one_and_the_command() -> None:
    with pytest.raises(UnknownOutlet, match=r"kyongbuk.*aipolicy outlets"):
        registry.outlet("kyongbok")


def test_an_unknown_code_may_be_the_outlet_s_name() -> None:
    with pytest.raises(UnknownOutlet, match="kado"):
        registry.spider("강원도민")


@pytest.mark.parametrize("error", [ValueError, LookupError])
def test_an_unknown_outlet_is_both_a_value_and_a_lookup_error(error: type[Exception]) -> None:
    with pytest.raises(error):
        registry.outlet("")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://www.kyongbuk.co.kr/news/articleView.html?idxno=1", "kyongbuk"),
        ("http://m.kyongbuk.co.kr/", "kyongbuk"),
        ("https://cdn.jnilbo.com/rss/gn_rss_allArticle.xml", "jnilbo"),
        ("https://www.idaegu.co.kr/news/articleView.html?idxno=1", "idaegu_cokr"),
        ("https://www.idaegu.com/news/articleView.html?idxno=1", "idaegu"),
        ("http://inhen.gyeongbuk.go.kr/Main/page.do", "gyeongbuk"),
        ("HTTPS://WWW.GIPRESS.COM./355366", "gipress"),
    ],
)
def test_a_url_belongs_to_the_outlet_of_its_host(url: str, code: str) -> None:
    found = registry.outlet_of(url)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "url",
    [
        "https://evil-kyongbuk.co.kr/news/articleView.html?idxno=1",
        "https://kyongbuk.co.kr.spam.example/news/articleView.html?idxno=1",
        "https://co.kr/",
        "https://[broken",
        "kyongbuk",
        "",
    ],
)
def test_look_alike_hosts_are_nobody_s(url: str) -> None:
    assert registry.outlet_of(url) is None
    assert registry.key_of(url) is None


def test_a_row_needs_six_keys_only(tmp_path: Path) -> None:
    (outlet,) = rows_of(tmp_path, ROW)
    assert outlet.hosts == ("www.hanmaeul.kr",)
    assert (outlet.active, outlet.kind, outlet.rights) == (True, "regional", "all-rights-reserved")


def test_feed_paths_are_on_the_canonical_host(tmp_path: Path) -> None:
    (outlet,) = rows_of(tmp_path, ROW + 'feeds = ["/rss/S1N1.xml"]\n')
    assert outlet.feeds == ("https://www.hanmaeul.kr/rss/S1N1.xml",)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ('colour = "red"', "unknown key 'colour'"),
        ("active = 1", "active = 1 is not a bool"),
        ('feeds = ["/rss/a.xml", 3]', "feeds = .* is not a list"),
        ('valid_from = "2026-02-30"', "valid_from = '2026-02-30' is not a bare date"),
        ("valid_from = 2026-02-01T10:00:00", "is not a bare date"),
        ("valid_from = 2026-02-30", "is not TOML"),
        ("valid_from = 2026-02-02\nvalid_to = 2026-02-01", "valid_to lies before"),
        ('kind = "local"', "unknown kind 'local'"),
        ('rights = "free"', "unknown rights 'free'"),
        ('feeds = ["rss.xml"]', "write a path or an https:// URL"),
        ('feeds = ["https://other.kr/rss.xml"]', "not on a host of this outlet"),
        ('host = "https://hanmaeul.kr"', "is not a host name"),
    ],
)
def test_a_bad_value_is_named_with_its_row(tmp_path: Path, change: str, says: str) -> None:
    with pytest.raises(RegistryError, match=says) as told:
        rows_of(tmp_path, ROW + change + "\n")
    assert "TOML" in str(told.value) or "hanmaeul" in str(told.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('family = "ndsoft"', 'family = "ndsotf"', "unknown family 'ndsotf'; write one of ndsoft"),
        ('evidence = "E"', 'evidence = "sure"', "unknown evidence"),
        ('evidence = "E"', 'evidence = "G"', "active = false"),
        ('region = "경북 안동"', 'region = "안동"', "does not begin with a 시·도"),
        ('code = "hanmaeul"', 'code = "한마을"', "is not"),
        ('name = "한마을신문"\n', "", "name is missing"),
        ("[[outlet]]", "[outlet]", r"\[\[outlet\]\] table"),
    ],
)
def test_a_bad_row_is_told(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(RegistryError, match=says):
        rows_of(tmp_path, ROW.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('domain = "hanmaeul.kr"', 'domain = "other.kr"', "code 'hanmaeul' stands in"),
        ('code = "hanmaeul"', 'code = "other"', "domain 'hanmaeul.kr' stands in"),
    ],
)
def test_a_code_or_domain_twice_is_told(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(RegistryError, match=says):
        rows_of(tmp_path, ROW + ROW.replace(old, new))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="is missing"):
        read_rows(tmp_path / "outlets.toml", families=FAMILIES)


@pytest.fixture
def loader() -> object:
    return get_spider_loader(
        Settings({"SPIDER_LOADER_CLASS": "spiders.loader.RegistrySpiderLoader"})
    )


def test_scrapy_lists_every_outlet(loader: Any) -> None:
    assert loader.list() == [o.code for o in ALL]


def test_scrapy_loads_a_member_s_spider(loader: Any) -> None:
    assert loader.load("kyongbuk").outlet.name == "경북일보"


def test_scrapy_is_told_of_an_unknown_spider_by_key_error(loader: Any) -> None:
    with pytest.raises(KeyError, match="unknown outlet"):
        loader.load("nosuch")


def test_scrapy_finds_the_spider_of_a_request(loader: Any) -> None:
    request = Request("https://m.hidomin.com/news/articleView.html?idxno=3")
    assert loader.find_by_request(request) == ["hidomin"]
