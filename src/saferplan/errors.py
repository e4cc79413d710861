"""What can go wrong for a user. Each kind is printed without a traceback and has its own exit code."""


class SaferplanError(Exception):
    """A mistake or a fault that the user can act on: says what is wrong, where, and what to do."""

    exit_code = 1

    def __init__(self, problem: str, *, where: str = "", remedy: str = "") -> None:
        self.problem = problem
        self.where = where
        self.remedy = remedy
        super().__init__(self.message)

    @property
    def message(self) -> str:
        located = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{located.rstrip('.')}. {self.remedy}".rstrip() if self.remedy else located


class UsageError(SaferplanError):
    """The command's own words are off."""

    exit_code = 2


class RowsRejected(SaferplanError):
    """Everything that could be loaded was, but some rows were not."""

    exit_code = 3


class FileRefused(SaferplanError):
    """A file was refused whole; nothing of it was loaded."""

    exit_code = 4


class UnknownName(SaferplanError):
    """An area, a measure, a period or an exhibit that does not exist. Carries the nearest names."""

    exit_code = 5


class NothingLoaded(SaferplanError):
    """The lake holds nothing that could answer."""

    exit_code = 6


class LakeError(SaferplanError):
    """The lake could not be read or written: a full disk, a lock held, a folder that is not a lake."""

    exit_code = 7


class FetchError(SaferplanError):
    """A publisher could not be reached or sent something else than was asked for."""

    exit_code = 8


class DocumentError(SaferplanError):
    """A chapter asks for what does not exist, or would publish what must not be."""

    exit_code = 9


class PurposeRefused(SaferplanError):
    """A restricted table was to be read without a purpose, or for one that it is not kept for."""

    exit_code = 10


class TooLittleData(SaferplanError):
    """The data does not bear the method: too few events, all alike, or all in one place."""

    exit_code = 11


class KeyRefused(SaferplanError):
    """The partnership's secret key is missing, malformed, or not the one that this lake or database was made with."""

    exit_code = 12


class StoreError(SaferplanError):
    """The restricted store could not be reached or used: no PostgreSQL, a wrong password, tables of another program."""

    exit_code = 13


class BackupError(SaferplanError):
    """A backup could not be made, is damaged, or does not fit the installation to which it was to be restored."""

    exit_code = 14


class NotAsSealed(SaferplanError):
    """Somebody has changed the audit past the site, or a copy of the database was put back in part."""

    exit_code = 15


def nearest(name: str, known: list[str], most: int = 5) -> str:
    """A sentence that offers the names closest to `name`, or an empty string."""
    from difflib import get_close_matches

    lowered = {candidate.lower(): candidate for candidate in known}
    found = get_close_matches(name.lower(), list(lowered), n=most, cutoff=0.4)
    return f"Did you mean {', '.join(lowered[match] for match in found)}?" if found else ""
