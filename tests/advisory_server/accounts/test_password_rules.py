import pytest

from advisory_server.accounts.password_rules import LONGEST, name_complaints, password_complaints

SCHOOL = "St Ashover Primary School"


def complaints(password: str, name: str = "jane.doe") -> list[str]:
    return password_complaints(password, name=name, school=SCHOOL)


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("green kettle on monday", id="words"),
        pytest.param("tqz8kdw3vmxp", id="twelve characters of chance"),
        pytest.param("correct teapot battery", id="no capital, digit or sign is asked for"),
        pytest.param("зелёный чайник", id="any alphabet"),
        pytest.param("tea kettle " * 11 + "tea", id="long"),
        pytest.param("x7Qk" + "v2Lp" * 6, id="a piece again and again among others"),
        pytest.param("my school garden has nine hens", id="a word of the school's name in a long one"),
        pytest.param(" spaces at both ends ", id="spaces at both ends"),
    ],
)
def test_a_good_password_is_taken(password: str) -> None:
    assert complaints(password) == []


@pytest.mark.parametrize(
    ("password", "told"),
    [
        pytest.param("tqz8kdw3vmx", "at least 12", id="eleven characters"),
        pytest.param("", "at least 12", id="none"),
        pytest.param("tea kettle " * 12, "at most 128", id="129 and more"),
        pytest.param("password1234", "Many people", id="a common one"),
        pytest.param("PassWord1234", "Many people", id="a common one with capitals"),
        pytest.param("qwertyuiop123", "Many people", id="a common run"),
        pytest.param("aaaaaaaaaaaaaaaa", "Many people", id="one character"),
        pytest.param("ababababababab", "Many people", id="two characters"),
        pytest.param("abc1abc1abc1ab", "Many people", id="four characters again and again"),
        pytest.param("poiuytrewqlkjhg", "run of keys", id="rows backwards"),
        pytest.param("zxcvbnm,asdfghjkl", "run of keys", id="rows with a sign between"),
        pytest.param("abcdefghijklmno!", "run of keys", id="the alphabet"),
        pytest.param("1234567890abcdx", "run of keys", id="digits and letters"),
        pytest.param("Ashover-Primary-2026", "name", id="the school's name"),
        pytest.param("stashoverprimaryschool", "name", id="the school's name at once"),
        pytest.param("jane.doe-2026!!", "name", id="the account's name"),
        pytest.param("JaneDoe JaneDoe", "name", id="the account's name without its stop"),
        pytest.param("OwnTime-OwnTime1", "name", id="the software's name"),
    ],
)
def test_a_password_that_others_guess_is_told_apart(password: str, told: str) -> None:
    (complaint,) = complaints(password)
    assert told in complaint
    assert password not in complaint or not password


def test_the_longest_is_taken_and_one_more_is_not() -> None:
    longest = ("kettle tea " * 12)[:LONGEST]

    assert complaints(longest) == []
    assert complaints(longest + "x") != []


@pytest.mark.parametrize("name", ["jo", "head", "it.admin", "a-b_c.9", "x" * 40])
def test_a_name_of_letters_digits_and_a_few_signs_is_taken(name: str) -> None:
    assert name_complaints(name) == []


@pytest.mark.parametrize("name", ["", "x", "x" * 41, "two words", "café", "a\n", "<b>", "a@b", "name\u200b", "Ⅷ8"])
def test_any_other_name_is_not(name: str) -> None:
    assert len(name_complaints(name)) == 1
