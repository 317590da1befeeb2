"""An exam for the domain lists: hosts with what somebody else expects of each, and how the lists answer."""

from domain_lists.exam.marking import CaughtHost, Marks, Miss, PlatformMarks, Tally, mark
from domain_lists.exam.names import MatchedBy, NamesError, OurNames, read_names
from domain_lists.exam.paper import Paper, PaperError, Question, read_paper

__all__ = [
    "CaughtHost",
    "Marks",
    "MatchedBy",
    "Miss",
    "NamesError",
    "OurNames",
    "Paper",
    "PaperError",
    "PlatformMarks",
    "Question",
    "Tally",
    "mark",
    "read_names",
    "read_paper",
]
