"""How hard an English text is to read: the grade of Flesch and Kincaid.

Kincaid, Fishburne, Rogers and Chissom, "Derivation of New Readability Formulas …", Naval Technical Training
Command, Research Branch Report 8-75 (1975): 0.39 words/sentences + 11.8 syllables/words - 15.59. A pupil of 9 to
11 years is in grade 4 to 6.
"""

import re

_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|\d+")
_VOWELS = re.compile(r"[aeiouy]+")
# Where letters mislead: counted by ear.
_BY_EAR = {
    "australian": 4,
    "careful": 2,
    "creature": 2,
    "device": 2,
    "facebook": 2,
    "reptilian": 4,
    "safeguarding": 3,
    "seemingly": 3,
    "something": 2,
}


def words_of(text: str) -> list[str]:
    """Return the words of a text; what is joined by an apostrophe is one."""
    return _WORD.findall(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def syllables(word: str) -> int:
    """Count the syllables of a word by its groups of vowels; a number has one a digit."""
    word = word.lower()
    if word.isdigit():
        return len(word)
    if word in _BY_EAR:
        return _BY_EAR[word]
    stem = word.partition("'")[0]
    groups = len(_VOWELS.findall(stem))
    silent = re.search(r"[^aeiouyl]e$|[aeiouy]le$", stem) or re.search(r"[^aeiouytd]ed$|[^aeiouyscxzg]es$", stem)
    return max(1, groups - bool(silent))


def grade(sentences: list[str]) -> float:
    """Return the grade of a text that is given sentence by sentence."""
    words = [word for sentence in sentences for word in words_of(sentence)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
