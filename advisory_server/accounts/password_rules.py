"""Which passwords and account names are taken: long ones that are not the first to be guessed."""

import re
from collections.abc import Iterator
from importlib.resources import files

SHORTEST = 12
LONGEST = 128
_OWN = 8
"""Characters that must be left when what everybody could guess is taken away."""

_NAME = re.compile(r"[A-Za-z0-9._-]{2,40}", re.ASCII)

_COMMON = frozenset(
    files("advisory_server").joinpath("accounts", "common_passwords.txt").read_text("utf-8").split()
)

_ROWS = (
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "0123456789", "abcdefghijklmnopqrstuvwxyz"),
    *("qazwsxedcrfvtgbyhnujmikolp", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "azertyuiop"),
)
_RUNS = frozenset(
    row[start : start + 4]
    for forward in _ROWS
    for row in (forward, forward[::-1])
    for start in range(len(row) - 3)
)
_REPEATED = re.compile(r"(.{1,4})\1+.{0,3}", re.DOTALL)


def name_complaints(name: str) -> list[str]:
    """Return what is wrong with an account's name, in plain words."""
    if _NAME.fullmatch(name):
        return []
    return ["The name must have 2 to 40 characters: letters, digits, full stops, hyphens or underscores."]


def password_complaints(password: str, *, name: str, school: str) -> list[str]:
    """Return what is wrong with a new password, in plain words. No rules of composition: length counts."""
    if len(password) < SHORTEST:
        return [f"The password must have at least {SHORTEST} characters. Three or four words make a good one."]
    if len(password) > LONGEST:
        return [f"The password must have at most {LONGEST} characters."]
    plain = password.casefold()
    if plain in _COMMON or _REPEATED.fullmatch(plain):
        return ["Many people use that password, so it would be guessed. Please choose another."]
    if _left_without_runs(plain) < _OWN:
        return ["Most of that password is a run of keys, so it would be guessed. Please choose another."]
    if len(_without(plain, (*_words_of(school), name.casefold(), "owntime"))) < _OWN:
        return ["Most of that password is a name that others know, so it would be guessed. Please choose another."]
    return []


def _left_without_runs(plain: str) -> int:
    """Return how many characters are in no run of four or more neighbours on the keyboard or in the alphabet."""
    in_run = {
        place
        for start in range(len(plain) - 3)
        if plain[start : start + 4] in _RUNS
        for place in range(start, start + 4)
    }
    return len(plain) - len(in_run)


def _words_of(school: str) -> Iterator[str]:
    plain = school.casefold()
    yield re.sub(r"\W+", "", plain)
    yield from (word for word in re.split(r"\W+", plain) if len(word) > 3)  # noqa: PLR2004 ("of", "the", "St")


def _without(plain: str, words: tuple[str, ...]) -> str:
    """Return the password without these words and without what people put between and behind them."""
    letters = re.sub(r"[\W_]+", "", plain)
    for word in sorted(words, key=len, reverse=True):
        letters = letters.replace(re.sub(r"[\W_]+", "", word) or "\0", "")
    return letters
