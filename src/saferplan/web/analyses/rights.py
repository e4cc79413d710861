"""Who reads an analysis, and who writes down what came of a tasking."""

from saferplan.web.analyses.models import Analysis, AnalysisQuerySet, Tasking
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


def may_read(member: Member, analysis: Analysis) -> bool:
    return not analysis.is_guarded or member.may(Permission.SEE_SMALL_NUMBERS)


def readable(member: Member, analyses: AnalysisQuerySet) -> AnalysisQuerySet:
    return analyses if member.may(Permission.SEE_SMALL_NUMBERS) else analyses.open_to_all()


def may_tell_of(member: Member, tasking: Tasking) -> bool:
    return tasking.owner_id == member.pk or member.may(Permission.EDIT_DOCUMENTS)
