"""Whatever people write, no script and no frame gets into a page."""

import pytest

from common import html

HOSTILE = [
    "<script>alert(1)</script>keep",
    "<img src=x onerror=alert(1)>keep",
    "<svg onload=alert(1)><script>alert(1)</script></svg>keep",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>keep",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">keep</noscript>',
    '<a href="javascript:alert(1)">keep</a>',
    '<a href="&#106;&#97;vascript:alert(1)">keep</a>',
    '<a href="java\nscript:alert(1)">keep</a>',
    '<a href=" javascript:alert(1)">keep</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">keep</a>',
    '<a href="vbscript:alert(1)">keep</a>',
    '<iframe src="https://evil.example"></iframe>keep',
    '<form action="https://evil.example"><input name=password></form>keep',
    '<p style="background:url(javascript:alert(1))" onclick="alert(1)">keep</p>',
    "<style>@import 'https://evil.example';</style>keep",
    '<object data="evil.swf"></object><embed src="evil.swf">keep',
    '<base href="https://evil.example/">keep',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">keep',
    '<link rel="stylesheet" href="https://evil.example/x.css">keep',
    "<!--<img src=x onerror=alert(1)>-->keep",
    "<template><script>alert(1)</script></template>keep",
    '<p class="btn primary" id="main">keep</p>',
    "<scr<script>ipt>alert(1)</scr</script>ipt>keep",
    "keep<b",
]
FORBIDDEN = [
    "<script", "onerror", "onload", "onclick", "javascript:", "vbscript:", "data:", "<iframe", "<form",
    "<input", "<style", "style=", "<svg", "<math", "<object", "src=", "<base", "<meta", "<link", "<template",
    "<!--", "class=", "id=", "<noscript",
]  # fmt: skip


@pytest.mark.parametrize("profile", [html.TEXT, html.PROSE])
@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_html_loses_its_teeth_and_keeps_its_text(payload, profile):
    cleaned = html.clean(payload, profile)
    assert not [danger for danger in FORBIDDEN if danger in cleaned.replace("&lt;", "‹").lower()]
    assert "keep" in cleaned


def test_the_payloads_are_hostile():
    assert any("<script" in payload for payload in HOSTILE)
    assert all(any(danger in payload.lower() for danger in FORBIDDEN) for payload in HOSTILE[:5])


@pytest.mark.parametrize("payload", HOSTILE)
def test_cleaning_twice_changes_nothing_more(payload):
    once = html.clean(payload)
    assert html.clean(once) == once


@pytest.mark.parametrize(
    "clinical",
    [
        "<p>HR 0.72, 95% CI 0.67–0.78; <em>p</em> &lt; 0.05 and eGFR &gt; 20 mL/min/1.73 m<sup>2</sup></p>",
        "<h2>Dose</h2><ul><li>H<sub>2</sub>O</li><li><strong>5 mg</strong></li></ul>",
        '<p>See <a href="https://doi.org/10.1056/NEJMoa1911303" title="DAPA-HF">DAPA-HF</a></p>',
        '<table><thead><tr><th scope="col">Drug</th></tr></thead><tbody><tr><td colspan="2">A</td></tr></tbody></table>',
        '<p><abbr title="sodium–glucose cotransporter 2">SGLT2</abbr></p><ol start="3"><li>x</li></ol>',
    ],
)
def test_clinical_prose_stays_as_it_is(clinical):
    assert html.clean(clinical) == clinical


def test_text_profile_keeps_no_blocks():
    assert html.clean("<h2>A</h2><p>b <em>c</em></p>", html.TEXT) == "Ab <em>c</em>"


def test_rich_text_keeps_links_to_pages_and_images():
    stored = (
        '<p data-block-key="a1b2c"><a linktype="page" id="3">Page</a></p>'
        '<embed alt="ECG" embedtype="image" format="left" id="7">'
    )
    cleaned = html.clean(stored, html.RICH_TEXT)
    assert 'linktype="page"' in cleaned
    assert 'id="3"' in cleaned
    assert 'embedtype="image"' in cleaned
    assert 'data-block-key="a1b2c"' in cleaned


def test_rich_text_embed_cannot_load_anything():
    assert "src" not in html.clean(
        '<embed embedtype="image" src="https://evil.example">', html.RICH_TEXT
    )


def test_empty_stays_empty():
    assert html.clean("") == ""


def test_rich_text_keeps_pictures_as_wagtail_finds_them():
    once = html.clean_rich_text('<p>See</p><embed alt="p &gt; 5" embedtype="image" id="7"/>')
    assert once == '<p>See</p><embed alt="p &gt; 5" embedtype="image" id="7"/>'
    assert html.clean_rich_text(once) == once
