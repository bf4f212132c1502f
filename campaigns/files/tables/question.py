"""A question that a table leaves open: asked once, answered by an option or on the page."""

from __future__ import annotations

from campaigns.errors import WrongInputError


class TableQuestionError(WrongInputError):
    """The table can be read in more than one way, and only a person knows which is right.

    Attributes:
        question: what is asked, in one sentence.
        title: the column that it is about; "" for the table as a whole.
        answers: options of the command line, one for each possible answer.
    """

    def __init__(self, question: str, title: str = "", answers: tuple[str, ...] = ()) -> None:
        """Make the message: the question, then how to answer it."""
        self.question, self.title, self.answers = question, title, answers
        how = f" Answer with {' or '.join(answers)}." if answers else ""
        super().__init__(question + how)
