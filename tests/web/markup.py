"""A strict reader of HTML: what a browser would silently mend is an error here."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
)
#: Closed by a slash in SVG.
SVG = frozenset({"rect", "line", "circle", "path"})
LABELLED = frozenset({"input", "select", "textarea", "meter"})
Attributes = dict[str, str]


class Page(HTMLParser):
    """Reads a page whole; ``errors`` says what is not well-formed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.errors: list[str] = []
        self.elements: list[tuple[str, Attributes]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        if self._open:
            self.errors.append(f"never closed: {self._open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.errors.append(f"an attribute twice on <{tag}>: {names}")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID | SVG:
            self.errors.append(f"<{tag}/> closes nothing in HTML")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.errors.append(f"</{tag}> closes {self._open[-3:]}")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] != "script":
            self.texts.append(data)

    # -- questions -------------------------------------------------------------------------------------

    def all(self, tag: str) -> list[Attributes]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    @property
    def ids(self) -> list[str]:
        return [a["id"] for _, a in self.elements if "id" in a]

    @property
    def links(self) -> list[str]:
        return [a["href"] for tag, a in self.elements if tag in ("a", "link") and "href" in a]

    @property
    def executable(self) -> list[str]:
        """Whatever a browser would run: scripts, handlers, script addresses, styles in attributes."""
        found = [
            f"<script {a}>" for a in self.all("script") if a.get("type") != "application/ld+json"
        ]
        found += [
            f"<{tag}>" for tag, _ in self.elements if tag in ("iframe", "object", "embed", "img")
        ]
        for tag, attributes in self.elements:
            found += [f"{tag} {n}" for n in attributes if n.startswith("on") or n == "style"]
            for name in ("href", "src", "action", "formaction", "xlink:href"):
                if (
                    attributes.get(name, "")
                    .strip()
                    .lower()
                    .startswith(("javascript:", "data:", "vbscript:"))
                ):
                    found.append(f"{tag} {name}={attributes[name]}")
        return found

    def shortcomings(self) -> list[str]:
        """What a page of the room must have and has not."""
        found = list(self.errors)
        twice = {one for one in self.ids if self.ids.count(one) > 1}
        found += [f"id twice: {one}" for one in sorted(twice)]
        found += [] if len(self.all("h1")) == 1 else [f"{len(self.all('h1'))} h1"]
        found += [] if self.all("html")[0].get("lang") in ("ko", "en") else ["no lang"]
        found += [
            f"no <{tag}>"
            for tag in ("main", "header", "footer", "nav", "title")
            if not self.all(tag)
        ]
        labels = {a.get("for") for a in self.all("label")}
        for tag, a in self.elements:
            unlabelled = a.get("id") not in labels and not a.get("aria-label")
            if tag in LABELLED and a.get("type") != "hidden" and unlabelled:
                found.append(f"no label for <{tag} {a}>")
            if tag == "th" and "scope" not in a:
                found.append("th without scope")
            if tag == "nav" and not a.get("aria-label"):
                found.append("nav without a name")
            if tag == "svg" and not a.get("aria-label"):
                found.append("picture without a name")
            if a.get("href", "").startswith("#") and a["href"][1:] not in self.ids:
                found.append(f"leads nowhere: {a['href']}")
        return found + self.executable
