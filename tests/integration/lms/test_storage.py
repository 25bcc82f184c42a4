"""Collected files have hashed names, and modules import each other by them."""

import re

from django.contrib.staticfiles.storage import StaticFilesStorage

from lms.storage import ManifestStorage


def collect(folder, **files: str) -> ManifestStorage:
    """Write files and process them as collectstatic does."""
    storage = ManifestStorage(location=folder, base_url="/static/")
    source = StaticFilesStorage(location=folder, base_url="/static/")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    for name, _hashed, processed in storage.post_process({name: (source, name) for name in files}):
        assert not isinstance(processed, Exception), name
    return storage


def test_a_module_imports_its_neighbour_by_the_hashed_name(tmp_path):
    storage = collect(
        tmp_path,
        **{
            "js/site.js": 'import { start } from "./timer.js";\nstart();\n',
            "js/timer.js": "export const start = 1;\n",
        },
    )
    site = (tmp_path / storage.stored_name("js/site.js")).read_text()
    timer = storage.stored_name("js/timer.js").removeprefix("js/")
    assert re.fullmatch(r"timer\.[0-9a-f]{12}\.js", timer)
    assert f'from "./{timer}"' in site or f'from "{timer}"' in site


def test_modules_of_packages_are_left_as_they_are(tmp_path):
    storage = collect(tmp_path, **{"package/a.js": 'import { b } from "./not-here";\n'})
    assert "./not-here" in (tmp_path / storage.stored_name("package/a.js")).read_text()


def test_the_style_sheet_is_served_as_one_file_with_hashed_fonts(tmp_path):
    sheet = '@import url("fonts.css");\n@import url("base.css") layer(base);\n'
    font = '@font-face { src: url("../fonts/a.woff2"); }\n'
    files = {"css/site.css": sheet, "css/fonts.css": font, "css/base.css": "a { b: c }\n"}
    storage = collect(tmp_path, **files, **{"fonts/a.woff2": "letters"})
    served = (tmp_path / storage.stored_name("css/site.css")).read_text()
    assert "@import" not in served
    assert "@layer base {\na { b: c }\n}" in served
    assert re.search(r'url\("\.\./fonts/a\.[0-9a-f]{12}\.woff2"\)', served)
