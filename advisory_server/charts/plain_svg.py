"""SVG without style: what matplotlib writes, with plain attributes, which the strictest CSP lets through."""

from xml.etree import ElementTree as ET

_SVG = "http://www.w3.org/2000/svg"
_GROUP = f"{{{_SVG}}}g"
_NEEDLESS = {f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"}
_EVERYWHERE = {
    "stroke-linejoin": "round",
    "stroke-linecap": "butt",
    "font-family": "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', sans-serif",
}


def plain_svg(drawn: str, width: int, height: int) -> bytes:
    """Return a drawing as UTF-8 with attributes for styles, of a size in CSS pixels."""
    ET.register_namespace("", _SVG)
    root = ET.fromstring(drawn)  # noqa: S314 (it reads our own drawing alone)
    for element in list(root.iter()):
        _as_attributes(element)
    _prune(root)
    root.attrib |= {**_EVERYWHERE, "width": str(width), "height": str(height)}
    return bytes(ET.tostring(root, encoding="utf-8"))


def _as_attributes(element: ET.Element) -> None:
    """Write `style="fill: none; stroke: #000"` as two attributes, without names that nothing refers to."""
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = declaration.partition(":")
        if value and name.strip() != "font-family":
            element.set(name.strip(), value.strip())
    if "d" in element.attrib:
        element.set("d", " ".join(element.attrib["d"].split()))
    if element.tag == _GROUP:
        element.attrib.pop("id", None)
    element.text = element.text if element.text and element.text.strip() else None
    element.tail = None


def _prune(element: ET.Element) -> None:
    """Take out what shows nothing: notes, styles, and groups with nothing in them."""
    for child in list(element):
        _prune(child)
        if child.tag in _NEEDLESS or (child.tag == _GROUP and len(child) == 0):
            element.remove(child)
