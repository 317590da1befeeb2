"""Where imported names came from, in words that are kept with them."""

from domain_lists.importers.imported_list import Source


def source_words(source: Source) -> str:
    """Return what a file says of itself, its day and its digest."""
    said = [("title", source.title), ("licence", source.licence), ("dated", source.dated)]
    words = [f"{name}: {text}" for name, text in said if text]
    if source.modified:
        words.append(f"file of {source.modified}")
    return "; ".join([*words, f"sha256: {source.sha256}"])
