"""Static files under hashed names, safe to cache for ever."""

from collections.abc import Iterable, Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

from lms.stylesheets import with_whole_sheet


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Hash the names that our JavaScript modules import too, so that no module is ever stale.

    Django looks into every script; packages ship module sources whose imports only their own
    build can resolve, so here it looks into ours alone.
    """

    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _every_script, patterns = super()._js_module_import_aggregation_patterns
        self._js_module_import_aggregation_patterns = ("js/*.js", patterns)
        super().__init__(*args, **kwargs)

    def post_process(self, paths: Any, *args: Any, **kwargs: Any) -> Any:
        """Serve the style sheet as one file."""
        yield from super().post_process(with_whole_sheet(paths), *args, **kwargs)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress once what pages ask for: hashed names, which never change what they hold."""
        served = set(self.hashed_files.values())
        wanted = [path for path in paths if path in served and not path.endswith(".map")]
        fresh = [path for path in wanted if not self.exists(f"{path}.gz")]
        compressed: Iterator[tuple[str, str]] = super().compress_files(fresh)
        return compressed
