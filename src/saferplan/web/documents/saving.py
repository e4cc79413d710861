"""Saves the text of a block. Two people who began from one version both keep their words.

What changed elsewhere meanwhile is put together with what is saved now. Where both changed the same words, what is
saved now is kept beside the block as a suggestion, and its writer is asked: it stays there until someone has decided.
"""

from dataclasses import dataclass

from django.db import transaction

from saferplan.web.documents.merging import Merged, merged
from saferplan.web.documents.models import Block, BlockVersion, Suggestion, SuggestionVerdict
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member


@dataclass(frozen=True)
class Saved:
    """`version` stands now. `met`: whose version was put together with what was saved, if any was."""

    version: BlockVersion
    met: BlockVersion | None = None


@dataclass(frozen=True)
class Conflict:
    """`kept` holds what was to be saved; `newest` stands, as before; `both` holds both, for the writer to decide."""

    kept: Suggestion
    newest: BlockVersion
    both: Merged


@transaction.atomic
def save_text(*, block: Block, text: str, based_on: int, by: Member) -> Saved | Conflict:
    """`based_on`: number of the version that the writer began from. To save the same text twice changes nothing."""
    block = _held(block)
    base, newest = _version(block, based_on), block.versions.last()
    text = plain_text(text)
    if text in (base.text, newest.text):
        return Saved(newest)
    if base == newest:
        return Saved(_next(block, newest, text, base, by))
    both = merged(base=base.text, theirs=newest.text, mine=text)
    if both.clashes:
        return Conflict(_kept(block, base, text, by), newest, both)
    if both.text == newest.text:
        return Saved(newest, met=newest)
    return Saved(_next(block, newest, both.text, base, by, met=newest), met=newest)


@transaction.atomic
def settle(*, suggestion: Suggestion, text: str, based_on: int, by: Member) -> Saved | Conflict:
    """Takes `text` for a suggestion, whole or with what else was made of it: a new version, unless it clashes again."""
    _held(suggestion.block)
    _refuse_decided(suggestion)
    saved = save_text(block=suggestion.block, text=text, based_on=based_on, by=by)
    if isinstance(saved, Saved):
        _decided(suggestion, saved.version, by)
    return saved


@transaction.atomic
def turn_down(*, suggestion: Suggestion, by: Member) -> SuggestionVerdict:
    """It stays in the history."""
    _held(suggestion.block)
    _refuse_decided(suggestion)
    return _decided(suggestion, None, by)


@transaction.atomic
def suggest(*, block: Block, text: str, based_on: int, note: str = "", by: Member) -> Suggestion:
    text, base = plain_text(text), _version(block, based_on)
    if text == base.text:
        raise Refused("Nothing is changed", remedy="Change the text, or leave a comment.", field="text")
    return Suggestion.objects.create(
        partnership=block.partnership, block=block, based_on=base, text=text, note=note, by=by
    )


def plain_text(text: str) -> str:
    """As it is kept, whatever the browser ends its lines with."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()


def _held(block: Block) -> Block:
    """Nobody else saves it until the end of the transaction."""
    return Block.objects.select_for_update().get(pk=block.pk)


def _version(block: Block, number: int) -> BlockVersion:
    found = block.versions.filter(number=number).first()
    if found is None:
        raise Refused("The block has no such version", remedy="Copy what you typed, and open the block again.")
    return found


def _next(
    block: Block, newest: BlockVersion, text: str, base: BlockVersion, by: Member, met: BlockVersion | None = None
) -> BlockVersion:
    return BlockVersion.objects.create(
        partnership=block.partnership,
        block=block,
        number=newest.number + 1,
        text=text,
        based_on=base,
        merged_with=met,
        by=by,
    )


def _kept(block: Block, base: BlockVersion, text: str, by: Member) -> Suggestion:
    """Once, however often it is sent."""
    kept = {"block": block, "based_on": base, "text": text, "by": by, "is_from_conflict": True}
    return block.suggestions.open().filter(**kept).first() or Suggestion.objects.create(
        partnership=block.partnership, **kept
    )


def _refuse_decided(suggestion: Suggestion) -> None:
    if SuggestionVerdict.objects.filter(suggestion=suggestion).exists():
        raise Refused("Somebody has decided on this suggestion already")


def _decided(suggestion: Suggestion, version: BlockVersion | None, by: Member) -> SuggestionVerdict:
    return SuggestionVerdict.objects.create(
        partnership=suggestion.partnership, suggestion=suggestion, version=version, by=by
    )
