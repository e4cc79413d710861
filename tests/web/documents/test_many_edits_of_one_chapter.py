"""Two editors at one chapter: whatever they do and in whichever order, every word of theirs is accounted for."""

import random
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from saferplan.documents.kinds.kind import kind_named
from saferplan.web.documents import arranging
from saferplan.web.documents.beginning import begin_document
from saferplan.web.documents.models import Audience, Block
from saferplan.web.documents.saving import Conflict, Saved, save_text, settle
from saferplan.web.documents.writing_out import written_chapters
from site_people import a_member, a_partnership

SEED = 20261122


class Ledger:
    """What each editor put in and took out, told by hand: no part of what is tested."""

    def __init__(self) -> None:
        self.put_in: set[str] = set()
        self.taken_out: set[str] = set()

    def typed(self, before: str, after: str) -> None:
        self.put_in |= set(after.split()) - set(before.split())
        self.taken_out |= set(before.split()) - set(after.split())

    @property
    def to_be_found(self) -> set[str]:
        """Nobody took it out."""
        return self.put_in - self.taken_out


class Editor:
    """Opens a block, types for a while, and saves what came of it, whoever else saved meanwhile."""

    def __init__(self, member, ledger: Ledger, chance: random.Random, name: str) -> None:
        self.member, self.ledger, self.chance, self.name = member, ledger, chance, name
        self.open: dict[int, tuple[str, int]] = {}
        self.typed = 0

    def opens(self, block: Block) -> None:
        newest = block.versions.last()
        self.open[block.pk] = (newest.text, newest.number)

    def saves(self, block: Block) -> Saved | Conflict:
        before, number = self.open.pop(block.pk)
        after = self._edited(before)
        self.ledger.typed(before, after)
        return save_text(block=block, text=after, based_on=number, by=self.member)

    def settles(self, conflict: Conflict) -> None:
        """With the words of both: what each of the two took out is theirs to take out."""
        while isinstance(conflict, Conflict):
            conflict = settle(
                suggestion=conflict.kept, text=conflict.both.text, based_on=conflict.newest.number, by=self.member
            )

    def _edited(self, text: str) -> str:
        paragraphs = [paragraph.split() for paragraph in text.split("\n\n")]
        for _ in range(self.chance.randint(1, 3)):
            words = self.chance.choice(paragraphs)
            if len(words) > 3 and self.chance.random() < 0.3:
                words.pop(self.chance.randrange(len(words)))
            else:
                self.typed += 1
                words.insert(self.chance.randint(0, len(words)), f"{self.name}{self.typed}")
        if self.chance.random() < 0.1:
            self.typed += 1
            paragraphs.append([f"{self.name}{self.typed}"])
        return "\n\n".join(" ".join(words) for words in paragraphs if words)


def everything_kept(blocks) -> set[str]:
    """Every word that any version or any suggestion has."""
    return {
        word
        for block in blocks
        for text in [*block.versions.values_list("text", flat=True), *block.suggestions.values_list("text", flat=True)]
        for word in text.split()
    }


@pytest.mark.parametrize(("edits", "do_they_settle"), [(500, True), (100, False)])
def test_interleaved_edits_lose_no_word(document, analyst, colleague, edits, do_they_settle):
    chance, ledger = random.Random(SEED), Ledger()
    chapter = arranging.add_chapter(document=document, title="Written by two", by=analyst)
    blocks = [chapter.blocks.get(), *(arranging.add_block(chapter=chapter, text="", by=analyst) for _ in range(3))]
    for number, block in enumerate(blocks):
        first = " ".join(f"first{number}word{at}" for at in range(30))
        ledger.typed("", first)
        save_text(block=block, text=first, based_on=1, by=analyst)
    editors = [Editor(analyst, ledger, chance, "a"), Editor(colleague, ledger, chance, "b")]
    outcomes: Counter[str] = Counter()

    while outcomes.total() < edits:
        editor, block = chance.choice(editors), chance.choice(blocks)
        if block.pk not in editor.open:
            editor.opens(block)
            continue
        saved = editor.saves(block)
        met = isinstance(saved, Saved) and saved.met is not None
        outcomes["conflict" if isinstance(saved, Conflict) else "merged" if met else "plain"] += 1
        if isinstance(saved, Conflict) and do_they_settle:
            editor.settles(saved)

    standing = " ".join(block.versions.last().text for block in blocks).split()
    waiting = " ".join(one.text for block in blocks for one in block.suggestions.open()).split()
    assert ledger.put_in <= everything_kept(blocks)
    assert ledger.to_be_found <= set(standing) | set(waiting)
    assert bool(waiting) is not do_they_settle
    assert min(outcomes[kind] for kind in ("plain", "merged", "conflict")) >= 10, outcomes
    # Who settles by keeping both texts has twice what stood in both; who waits has no word twice.
    assert do_they_settle or len(standing) == len(set(standing))


class OneChapter(RuleBasedStateMachine):
    """Two editors who open, save, settle, add, move, take out and put back, in any order."""

    numbers = st.integers(0, 10_000)

    @initialize()
    def begun(self) -> None:
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        partnership = a_partnership("Stateshire")
        members = [a_member(partnership, "analyst") for _ in range(2)]
        document = begin_document(
            partnership=partnership,
            kind=kind_named("problem-profile"),
            title="Two",
            period="FY2024",
            measure="burglary",
            by=members[0],
        )
        self.chapter = arranging.add_chapter(document=document, title="Both", by=members[0])
        self.ledger = Ledger()
        self.editors = [Editor(one, self.ledger, random.Random(at), "ab"[at]) for at, one in enumerate(members)]
        self.conflicts: list[tuple[Editor, Conflict]] = []
        self.order = [self.chapter.blocks.get().pk]
        self.out: set[int] = set()

    def _editor(self, number: int) -> Editor:
        return self.editors[number % 2]

    def _block(self, number: int) -> Block:
        return Block.objects.get(pk=self.order[number % len(self.order)])

    @rule(who=numbers, which=numbers)
    def opens(self, who: int, which: int) -> None:
        self._editor(who).opens(self._block(which))

    @rule(who=numbers, which=numbers)
    def saves(self, who: int, which: int) -> None:
        editor, block = self._editor(who), self._block(which)
        if block.pk in editor.open:
            saved = editor.saves(block)
            if isinstance(saved, Conflict):
                self.conflicts.append((editor, saved))

    @rule(number=numbers)
    def settles(self, number: int) -> None:
        if self.conflicts:
            editor, conflict = self.conflicts.pop(number % len(self.conflicts))
            editor.settles(conflict)

    @rule(who=numbers, which=numbers)
    def adds(self, who: int, which: int) -> None:
        after, editor = self._block(which), self._editor(who)
        editor.typed += 1
        text = f"{editor.name}{editor.typed}"
        self.ledger.typed("", text)
        made = arranging.add_block(chapter=self.chapter, text=text, after=after, by=editor.member)
        self.order.insert(self.order.index(after.pk) + 1, made.pk)

    @rule(who=numbers, which=numbers)
    def moves_down(self, who: int, which: int) -> None:
        block = self._block(which)
        if block.pk not in self.out:
            arranging.move_block(block=block, to="down", by=self._editor(who).member)
            standing = [one for one in self.order if one not in self.out]
            at = standing.index(block.pk)
            if at + 1 < len(standing):
                here, there = self.order.index(block.pk), self.order.index(standing[at + 1])
                self.order[here], self.order[there] = self.order[there], self.order[here]

    @rule(who=numbers, which=numbers)
    def takes_out(self, who: int, which: int) -> None:
        block = self._block(which)
        arranging.remove_block(block=block, by=self._editor(who).member)
        self.out.add(block.pk)

    @rule(who=numbers, which=numbers)
    def puts_back(self, who: int, which: int) -> None:
        block = self._block(which)
        arranging.restore_block(block=block, by=self._editor(who).member)
        self.out.discard(block.pk)

    @invariant()
    def every_word_is_accounted_for(self) -> None:
        if not hasattr(self, "chapter"):
            return
        blocks = list(self.chapter.blocks.all())
        waiting = {word for block in blocks for one in block.suggestions.open() for word in one.text.split()}
        standing = {word for block in blocks for word in block.versions.last().text.split()}
        assert self.ledger.put_in <= everything_kept(blocks)
        assert self.ledger.to_be_found <= standing | waiting

    @invariant()
    def blocks_stand_in_the_order_that_was_asked_for(self) -> None:
        if not hasattr(self, "chapter"):
            return
        assert list(self.chapter.blocks.values_list("pk", flat=True)) == self.order
        written = written_chapters(self.chapter.document, audience=Audience.EXEMPT)
        told = [one.block.pk for chapter in written if chapter.chapter == self.chapter for one in chapter.blocks]
        assert told == [one for one in self.order if one not in self.out]

    def teardown(self) -> None:
        if hasattr(self, "transaction"):
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)


def test_whatever_two_editors_do_no_word_is_lost(db):
    few = settings(max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(OneChapter, settings=few)
