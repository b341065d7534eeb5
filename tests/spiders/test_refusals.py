"""One table tells refusals from pages, for the crawl and for extraction alike."""

from __future__ import annotations

import pytest

from spiders.refusals import SIGNS, alert_text, refusal, sign_of, why_empty

#: One short page for each sign of the table.
PAGES = {
    "cloudflare": "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>",
    "incapsula": "<iframe src='/_Incapsula_Resource?x=1'></iframe>",
    "akamai": "<title>Access Denied</title><p>Reference #18.2</p>",
    "browser_check": "<p>브라우저를 확인하고 있습니다</p>",
    "captcha": "<div class='g-recaptcha'></div>",
    "cookie_wall": "<script>document.cookie='a=1';location.reload();</script>",
    "firewall": "<p>비정상적인 요청으로 접속이 차단되었습니다.</p>",
    "blocked": "<p>이 주소의 이용이 차단되었습니다.</p>",
    "wrong_access": "<script>alert('잘못된 접근입니다');</script>",
    "wrong_menu": "<script>alert('정상적인 메뉴접근이 아닙니다.');</script>",
    "deleted": "<p>이미 삭제된 게시물입니다.</p>",
    "missing": "<p>요청하신 페이지를 찾을 수 없습니다.</p>",
    "no_permission": "<p>글을 읽을 권한이 없습니다.</p>",
    "maintenance": "<p>시스템 점검 중입니다.</p>",
    "alert_and_back": "<script>alert('안내');history.back();</script>",
    "login": "<p>로그인이 필요합니다.</p>",
    "redirect": "<script>location.href='/main'</script>",
}
ARTICLE = "시청은 20일 민원 창구에 인공지능 안내원을 두고 야간 상담을 맡기기로 했다고 밝혔다. " * 40


def page(body: str) -> str:
    return f"<html><body>{body}</body></html>"


def test_every_sign_has_a_page() -> None:
    assert [sign.name for sign in SIGNS] == list(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_short_page_is_named_by_its_sign(name: str) -> None:
    found = sign_of(page(PAGES[name]))
    assert found is not None
    assert found.name == name
    assert refusal(page(PAGES[name])) == found.kind


@pytest.mark.parametrize("name", PAGES)
def test_an_article_that_carries_a_sign_is_no_refusal(name: str) -> None:
    assert refusal(page(f"<p>{ARTICLE}</p>{PAGES[name]}" + "<!-- 메뉴 -->" * 400)) is None


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_60_kb_is_no_refusal(name: str) -> None:
    assert refusal(page(PAGES[name] + "<i></i>" * 10_000)) is None


@pytest.mark.parametrize(
    "html", ["", "<", "<html>", "[]", "{}", "가나다", "<!--", "<script>alert("]
)
def test_what_says_nothing_is_no_refusal(html: str) -> None:
    assert refusal(html) is None
    assert why_empty(html) is None


def test_an_empty_page_is_explained_by_its_words_not_by_its_scripts() -> None:
    menu = "<p>메뉴</p>" * 3_000
    said = why_empty(page(f"{menu}<p>삭제된 기사입니다.</p>"))
    assert said is not None
    assert said.name == "deleted"
    assert why_empty(page(f"{menu}<script>var m = '삭제된 기사입니다.'</script>")) is None


def test_a_block_s_own_mark_explains_an_empty_page_of_any_length() -> None:
    said = why_empty(page("<p>menu</p>" * 10_000 + "<script src='/_Incapsula_Resource'></script>"))
    assert said is not None
    assert said.is_certain


def test_an_alert_is_quoted() -> None:
    assert alert_text("<script>alert('이미 삭제된 글입니다.');</script>") == "이미 삭제된 글입니다."
