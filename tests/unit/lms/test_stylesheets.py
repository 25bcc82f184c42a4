"""What visitors get as one sheet is what was written as many."""

from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile

from lms.stylesheets import SHEET, WholeSheet, with_whole_sheet


class Files:
    """Files by name, as a finder's storage opens them."""

    def __init__(self, **files):
        self.files = files

    def open(self, name):
        return ContentFile(self.files[name].encode())


def paths(sheet, **others):
    files = {SHEET: sheet, **{f"css/{name}.css": text for name, text in others.items()}}
    return {name: (Files(**files), name) for name in files}


def whole(sheet, **others):
    return WholeSheet(paths(sheet, **others)).open(SHEET).read().decode()


def test_import_into_a_layer_becomes_that_layer():
    assert whole('@import url("a.css") layer(base);\n', a="a { b: c }\n") == (
        "@layer base {\na { b: c }\n}\n"
    )


def test_import_without_a_layer_is_written_out_as_it_is():
    assert whole('@import url("a.css");\n', a="a { b: c }\n") == "a { b: c }\n"


def test_order_of_layers_and_rules_stays():
    text = whole(
        '@layer x, y;\n@import url("b.css") layer(y);\n@import url("a.css") layer(x);\n',
        a="1",
        b="2",
    )
    assert text.index("@layer x, y") < text.index("2") < text.index("1")


def test_only_the_site_sheet_is_replaced():
    given = paths("", a="a")
    replaced = with_whole_sheet(given)
    assert isinstance(replaced[SHEET][0], WholeSheet)
    assert replaced["css/a.css"] == given["css/a.css"]
    assert with_whole_sheet({"css/a.css": given["css/a.css"]}).keys() == {"css/a.css"}


def test_the_real_sheet_has_no_import_left(settings):
    storage = StaticFilesStorage(location=settings.BASE_DIR / "static")
    files = (settings.BASE_DIR / "static/css").rglob("*.css")
    names = [str(path.relative_to(settings.BASE_DIR / "static")) for path in files]
    text = WholeSheet({name: (storage, name) for name in names}).open(SHEET).read().decode()
    assert "@import" not in text
    assert text.count("{") == text.count("}")
    assert "@layer components {" in text
