"""Names that are written to look like another's: scripts mixed in one label, or a whole label of Latin's doubles.

After UTS 39 (sections 4 and 5), simplified: a letter's script is the first word of its Unicode name.
"""

import unicodedata

import idna

from school_policy.hostname import Hostname

_DOUBLES = dict(zip("асеорхуіјѕһԁԛԝӏвнкмтαοιν", "aceopxyijshdqwlbhkmtaoiv", strict=True))
"""Small letters of Cyrillic and Greek that look like a Latin one."""
_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
)
"""Scripts that are written together every day (UTS 39, "highly restrictive")."""


def look_alike_problem(host: Hostname) -> str:
    """Say what is odd about the letters of a name, or nothing."""
    for label in host.split("."):
        if label.startswith("xn--") and (problem := _label_problem(label)):
            return problem
    return ""


def _label_problem(label: str) -> str:
    try:
        text = idna.decode(label)
    except idna.IDNAError:
        return f"its part {label} is no proper name in any script"
    scripts = {unicodedata.name(letter, "UNKNOWN").split()[0] for letter in text if letter.isalpha()}
    if len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER):
        return f'its part "{text}" mixes {" and ".join(sorted(script.title() for script in scripts))} letters'
    if scripts and all(letter in _DOUBLES or not letter.isalpha() for letter in text):
        latin = "".join(_DOUBLES.get(letter, letter) for letter in text)
        return f'its part "{text}" looks like "{latin}", and has not one Latin letter'
    return ""
