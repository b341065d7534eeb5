"""From one response to one article, or to the reason why there is none."""

from __future__ import annotations

from dataclasses import fields

from parsel import Selector
from web_poet import HttpResponse

from korean import encoding
from korean.article import Article
from korean.dates import kst
from spiders import registry
from spiders.extraction import chain, gates, json_ld, meta
from spiders.extraction.choice import PageClass, choose
from spiders.extraction.finish import Context, finish
from spiders.extraction.moments import refuse_impossible
from spiders.extraction.values import Draft, Fetched, Refused
from spiders.outlet import Outlet
from spiders.page import ArticlePage

#: Bytes. The crawl stops at 5 MB; this guards saved files and foreign archives.
MAX_BYTES = 20_000_000


def extract(fetched: Fetched) -> Article | Refused:
    """Read one article page. Never raises on a page's account: what went wrong is a `Refused`
    or one of the article's warnings."""
    if len(fetched.body) > MAX_BYTES:
        return Refused("extract_failed", f"{len(fetched.body)} bytes are no article page")
    try:
        decoded = encoding.decode(fetched.body, header=fetched.content_type)
    except encoding.Undecodable as error:
        return Refused("undecodable", str(error))
    if refused := gates.early(decoded.text):
        return refused
    # Named, since parsel takes a body that begins like JSON for JSON.
    tree = Selector(text=decoded.text, type="html", base_url=fetched.url)
    outlet = fetched.outlet or registry.outlet_of(fetched.url)
    draft = Draft()
    if decoded.replaced:
        draft.warnings.add("characters_lost")
    page_class, warnings = _choose(tree, outlet, fetched)
    draft.warnings.update(warnings)
    page = None
    if page_class is not None:
        page = construct(page_class, fetched.url, decoded.text, tree)
        if refused := _refused(page, draft):
            return refused
    return _read(chain.Methods(fetched, tree, page), draft, outlet, decoded.text)


def construct(page_class: PageClass, url: str, text: str, tree: Selector) -> ArticlePage:
    """A page object over the tree that is parsed already.

    web-poet keeps each page's selector in a private attribute of its mixin; filling it spares a
    second parse of every page. `tests.spiders.test_extraction` fails when web-poet renames it.
    """
    response = HttpResponse(url, text.encode("utf-8", "replace"), encoding="utf-8")
    response._cached_text = text
    page = page_class(response)
    for owner in (response, page):
        setattr(owner, "_SelectableMixin__cached_selector", tree)  # noqa: B010
    return page


def coverage(article: Article) -> frozenset[str]:
    """The names of the fields an article has filled."""
    about = {"rights", "language", "cuts", "methods", "warnings"}
    names = {field.name for field in fields(article)} - about
    filled = {name for name in names if getattr(article, name)}
    return frozenset(filled | ({"rights"} if article.rights.source else set()))


def _choose(
    tree: Selector, outlet: Outlet | None, fetched: Fetched
) -> tuple[PageClass | None, tuple[str, ...]]:
    own = registry.pages_for(outlet) if outlet is not None else ()
    return choose(tree, own, registry.family_pages(), kst(fetched.captured_at).date())


def _refused(page: ArticlePage, draft: Draft) -> Refused | None:
    try:
        reason = page.refused()
    except Exception as error:
        draft.warnings.add(f"field_error:refused:{type(error).__name__}")
        return None
    return Refused("not_article", f"{page.version}: {reason}") if reason else None


def _read(
    methods: chain.Methods, draft: Draft, outlet: Outlet | None, markup: str
) -> Article | Refused:
    chain.run(methods, draft)
    if not draft.methods.get("title"):
        return gates.late(markup, methods.tree)
    if methods.page is None:
        # A board or a section page has a title and, to trafilatura, a body of teasers.
        rows = gates.listed_rows(methods.tree)
        if rows and "published" not in draft.reading:
            return Refused("not_article", f"a list of {rows} dated rows, no article")
        if json_ld.broken(methods.tree):
            draft.warnings.add("broken_json_ld")
    refuse_impossible(draft, methods.fetched.captured_at)
    names = meta.site_names(methods.tree)
    context = Context(
        url=methods.fetched.url,
        outlet=outlet,
        key=methods.fetched.key,
        site_names=tuple(dict.fromkeys((*names, *((outlet.name,) if outlet else ())))),
        tree=methods.tree,
        headers=methods.fetched.headers,
    )
    article = finish(draft, context)
    if isinstance(article, Refused) and article.outcome == "extract_failed":
        return gates.late(markup, methods.tree)
    return article
