"""From one response to one article, or to the reason why there is none."""

from __future__ import annotations

from dataclasses import fields, replace

from web_poet import HttpResponse

from korean import encoding
from korean.article import OTHER_TITLE, Article
from korean.dates import kst
from spiders import registry
from spiders.extraction import chain, crosscheck, gates, meta, offsets
from spiders.extraction.choice import PageClass, choose
from spiders.extraction.embedded import json_ld
from spiders.extraction.finish import Context, finish
from spiders.extraction.moments import refuse_impossible
from spiders.extraction.values import Draft, Fetched, Refused
from spiders.extraction.visible import titles
from spiders.page import ArticlePage
from spiders.tree import Tree

#: Bytes. The crawl stops at 5 MB; this guards saved files and foreign archives.
MAX_BYTES = 20_000_000
#: The trust in a body from which it is an article's though the page prints no time.
_PROSE = 0.75
#: F1 with trafilatura's body below which one of the two read something else: on the press room's
#: layouts it is .75 at the least, where trafilatura adds what stands around a short article.
_FAR = 0.5


def extract(fetched: Fetched, *, check: bool = False) -> Article | Refused:
    """Read one article page. Never raises on a page's account: what went wrong is a `Refused`
    or one of the article's warnings.

    ``check``: compare a page object's body with trafilatura's, and warn where they are far apart
    (``crosscheck:0.31``): a container that holds something else now. Slow, for samples.
    """
    if len(fetched.body) > MAX_BYTES:
        return Refused("extract_failed", f"{len(fetched.body)} bytes are no article page")
    try:
        decoded = encoding.decode(fetched.body, header=fetched.content_type)
    except encoding.Undecodable as error:
        return Refused("undecodable", str(error))
    as_sent = decoded.encoding == "utf-8" and not decoded.replaced
    tree = Tree(decoded.text, fetched.url, fetched.body if as_sent else None)
    fetched = _identified(fetched)
    draft = Draft()
    if decoded.replaced:
        draft.warnings.add("characters_lost")
    page_class, warnings = _choose(tree, fetched)
    draft.warnings.update(warnings)
    page = None
    if page_class is None:
        # A syllable is two bytes more than one character in UTF-8, one more in cp949.
        foreign = (len(fetched.body) - len(decoded.text)) // (2 if as_sent else 1)
        if refused := gates.early(decoded.text, foreign):
            return refused
    else:
        response = HttpResponse(fetched.url, fetched.body, encoding=decoded.encoding)
        page = page_class(response, tree)
        if refused := _refused(page, draft):
            return refused
    drifted = any(warning.startswith("layout_drift") for warning in warnings)
    article = _read(chain.Methods(fetched, tree, page, drifted), draft)
    return _checked(article, page, tree) if check else article


def _checked(article: Article | Refused, page: ArticlePage | None, tree: Tree) -> Article | Refused:
    if isinstance(article, Refused) or page is None or article.methods.get("body") != page.version:
        return article
    agreed = crosscheck.agreement(tree.root, article.body)
    if agreed >= _FAR:
        return article
    return replace(article, warnings=tuple(sorted((*article.warnings, f"crosscheck:{agreed:.2f}"))))


def _identified(fetched: Fetched) -> Fetched:
    """With the outlet and the key that its address tells."""
    if fetched.outlet is None:
        outlet = registry.outlet_of(fetched.url)
        fetched = fetched if outlet is None else replace(fetched, outlet=outlet)
    if fetched.outlet is not None and fetched.key is None:
        known = registry.key_of(fetched.url)
        if known is not None and known[0].code == fetched.outlet.code:
            fetched = replace(fetched, key=known[1])
    return fetched


def coverage(article: Article) -> frozenset[str]:
    """The names of the fields an article has filled."""
    about = {"rights", "language", "cuts", "methods", "confidence", "warnings"}
    names = {field.name for field in fields(article)} - about
    filled = {name for name in names if getattr(article, name)}
    return frozenset(filled | ({"rights"} if article.rights.source else set()))


def _choose(tree: Tree, fetched: Fetched) -> tuple[PageClass | None, tuple[str, ...]]:
    own = registry.pages_for(fetched.outlet) if fetched.outlet is not None else ()
    return choose(tree, own, registry.family_pages(), kst(fetched.captured_at).date())


def _refused(page: ArticlePage, draft: Draft) -> Refused | None:
    try:
        reason = page.refused()
    except Exception as error:
        draft.warnings.add(f"field_error:refused:{type(error).__name__}")
        return None
    return Refused("not_article", f"{page.version}: {reason}") if reason else None


def _read(methods: chain.Methods, draft: Draft) -> Article | Refused:
    chain.run(methods, draft)
    if not draft.methods.get("title"):
        return gates.late(methods.tree)
    if methods.page is None:
        # A board or a section page has a title and, to trafilatura, a body of teasers.
        untold = "published" not in draft.reading and draft.trust.get("paragraphs", 0.0) < _PROSE
        rows = gates.listed_rows(methods.tree.root) if untold else 0
        if rows:
            return Refused("not_article", f"a list of {rows} dated rows, no article")
        if json_ld.broken(methods.tree.root):
            draft.warnings.add("broken_json_ld")
    refuse_impossible(draft, methods.fetched.captured_at)
    outlet = methods.fetched.outlet
    # A page object's title is the printed one; the head's may end in the site's name.
    own = methods.page is not None and draft.methods["title"] == methods.page.version
    names = () if own else meta.site_names(methods.tree.root)
    context = Context(
        url=methods.fetched.url,
        outlet=outlet,
        key=methods.fetched.key,
        site_names=tuple(dict.fromkeys((*names, *((outlet.name,) if outlet else ())))),
        tree=methods.tree,
        headers=methods.fetched.headers,
    )
    article = finish(draft, context)
    if isinstance(article, Refused):
        return gates.late(methods.tree) if article.outcome == "extract_failed" else article
    listed = methods.fetched.listed
    if listed and listed.title and titles.another(listed.title, article.title):
        article = replace(article, warnings=tuple(sorted((*article.warnings, OTHER_TITLE))))
    if (found := chain.contained(methods, draft)) is not None:
        behind = offsets.moved(article.cuts, found.paragraphs, found.starts)
        return replace(article, cuts=offsets.in_order(found.cuts, behind))
    return article
