import pytest

from domain_lists.exam import Paper, PaperError, Question, read_paper
from school_policy.hostname import Hostname
from school_policy.vocabulary import HostKind

FACEBOOK = Question(
    line=1, host=Hostname("facebook.com"), platform="facebook", category="social", kind=HostKind.SITE
)
ROW = "facebook.com\tfacebook\tsocial\tsite\n"

READ = [
    pytest.param(ROW, id="a row"),
    pytest.param(ROW.rstrip(), id="without an end of line"),
    pytest.param(ROW.replace("\n", "\r\n"), id="from Windows"),
    pytest.param("\ufeff" + ROW, id="with a byte order mark"),
    pytest.param(ROW + "\n# netflix.com\tx\n  \n", id="comments and empty lines after it"),
    pytest.param(" FACEBOOK.com. \t facebook\tsocial \tSITE\n", id="capitals, a last dot, spaces"),
    pytest.param(ROW + ROW.upper().replace("FACEBOOK\tSOCIAL", "facebook\tsocial"), id="the same once more"),
]


@pytest.mark.parametrize("text", READ)
def test_a_row_is_a_host_and_what_is_expected_of_it(text: str) -> None:
    assert read_paper(text, "x.tsv").questions == (FACEBOOK,)


def test_a_heading_counts_for_nothing_and_only_as_the_first_row() -> None:
    heading = "# made by hand\nHost\tPlatform\tCategory\tKind\n"
    assert [each.line for each in read_paper(heading + ROW, "x.tsv").questions] == [3]
    with pytest.raises(PaperError, match=r'x\.tsv:2: "kind" is no kind'):
        read_paper(ROW + "host\tplatform\tcategory\tkind", "x.tsv")


def test_a_host_may_be_expected_unlisted_and_a_category_left_open() -> None:
    paper = read_paper("bbc.co.uk\t-\t-\t-\nt.co\tx\t-\tasset\n", "x.tsv")
    assert paper == Paper(
        questions=(
            Question(line=1, host=Hostname("bbc.co.uk")),
            Question(line=2, host=Hostname("t.co"), platform="x", kind=HostKind.ASSET),
        ),
        repeated=0,
    )


WRONG = [
    pytest.param("x.com", "1 column and not 4", id="a name alone"),
    pytest.param("x.com twitter social site", "1 column and not 4", id="spaces for tabs"),
    pytest.param("x.com\tx\tsocial\tsite\t", "5 columns and not 4", id="a tab too many"),
    pytest.param("1.2.3.4\tx\tsocial\tsite", "is an IP address", id="an address"),
    pytest.param("https://x.com/\tx\tsocial\tsite", "is no host", id="a URL"),
    pytest.param("x.com\tx\tsocial\tpage", '"page" is no kind', id="another kind"),
    pytest.param("x.com\tx\tsocial\t-", '"-" is no kind', id="a platform without a kind"),
    pytest.param("x.com\t-\tsocial\t-", "a host of no platform has no category", id="a category of nothing"),
    pytest.param("x.com\t-\t-\tsite", "a host of no platform has no category", id="a kind of nothing"),
    pytest.param("x.com\t\tsocial\tsite", "a column is empty", id="an empty column"),
    pytest.param("FACEBOOK.com\tfacebook\tsocial\tasset", "stands in line 1 with another", id="against itself"),
    pytest.param("facebook.com\t-\t-\t-", "stands in line 1 with another answer", id="listed and not"),
]


@pytest.mark.parametrize(("row", "told"), WRONG)
def test_a_row_that_cannot_be_read_is_told_with_its_line(row: str, told: str) -> None:
    with pytest.raises(PaperError) as caught:
        read_paper(f"{ROW}# a comment\n{row}\n{ROW.replace('facebook', 'face-book')}", "x.tsv")
    assert [(each.file, each.line) for each in caught.value.problems] == [("x.tsv", 3)]
    assert told in caught.value.problems[0].message


def test_all_wrong_rows_are_told() -> None:
    with pytest.raises(PaperError) as caught:
        read_paper("".join(f"{param.values[0]}\n" for param in WRONG[:9]), "x.tsv")
    assert [each.line for each in caught.value.problems] == list(range(1, 10))


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "host\tplatform\tcategory\tkind\n"])
def test_a_paper_that_asks_nothing_is_none(text: str) -> None:
    with pytest.raises(PaperError, match="nothing is asked"):
        read_paper(text, "x.tsv")
