"""Fixed includes of ours are read once and show what Django's would."""

import pytest
from django.conf import settings
from django.template import Context, Origin, Template, TemplateDoesNotExist
from django.template.loader import get_template

from common.templatetags.inlined import Inlined

OURS = Origin(str(settings.BASE_DIR / "templates" / "somewhere.html"), "somewhere.html")
CHIP = '"components/tag.html"'


def ours(source):
    return Template(source, origin=OURS)


def kinds(template):
    return {type(node).__name__ for node in template.nodelist}


@pytest.mark.parametrize(
    "source",
    [
        f"{{% include {CHIP} %}}",
        f"{{% include {CHIP} with text=word %}}",
        f'{{% include {CHIP} with tone="ok" only %}}',
        f"{{% for text in words %}}{{% include {CHIP} %}}{{% endfor %}}{{{{ text }}}}",
    ],
)
def test_an_include_shows_what_djangos_would(source):
    context = {"word": "<new>", "text": "outer", "words": ["a", "b"]}
    shown = [template.render(Context(context)) for template in (ours(source), Template(source))]
    assert shown[0] == shown[1]
    assert "tag" in shown[0]


def test_a_fixed_include_of_ours_is_inlined():
    assert kinds(ours(f"{{% include {CHIP} %}}")) == {Inlined.__name__}


@pytest.mark.parametrize(
    "template",
    [
        Template(f"{{% include {CHIP} %}}"),
        ours("{% include name %}"),
        ours('{% include "base.html" %}'),
        ours('{% include "no/such.html" %}'),
    ],
)
def test_others_are_left_to_django(template):
    assert kinds(template) == {"IncludeNode"}


def test_an_unknown_template_is_missed_only_when_it_is_shown():
    hidden = ours('{% if show %}{% include "no/such.html" %}{% endif %}')
    assert hidden.render(Context()) == ""
    with pytest.raises(TemplateDoesNotExist):
        hidden.render(Context({"show": True}))


def test_pages_hold_their_header():
    assert "IncludeNode" not in kinds(get_template("base.html").template)
