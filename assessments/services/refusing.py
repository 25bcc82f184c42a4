"""Why an answer is not stored."""


class AnswerRefused(Exception):
    """The answer cannot be stored any more; what was saved before stays."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message
