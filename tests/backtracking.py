"""Whether a regular expression can take more than linear time: its automaton, searched for a word that it reads in two ways.

A backtracking matcher takes exponential time where a loop can read a word in two ways, and quadratic time where two
loops, one after the other, can read the same word (Weideman et al., "Analyzing Matching Time Behavior of Backtracking
Regular Expression Matchers by Using Ambiguity of NFA", 2016). A search is a loop in front of the pattern. Either is
harmless where nothing that follows can fail.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

SMALL = 400
"""A repeat of at most so many is no loop: a line's length."""

EXTRA = "\x85\xa0\xad\xb2\xc0\xd7\xe9\u0130\u0161\u0378\u0660\u2000\u2013\u2028\u2029\u2026\u3042\ufdd0\ufeff\uffff\U0001f600\ue000"
WORD, SPACE, DIGIT = (re.compile(pattern) for pattern in (r"\w", r"\s", r"\d"))
CATEGORIES = {
    op.CATEGORY_DIGIT: (DIGIT, True),
    op.CATEGORY_NOT_DIGIT: (DIGIT, False),
    op.CATEGORY_SPACE: (SPACE, True),
    op.CATEGORY_NOT_SPACE: (SPACE, False),
    op.CATEGORY_WORD: (WORD, True),
    op.CATEGORY_NOT_WORD: (WORD, False),
}
REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}
NEVER = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """A step: the position it leads to, what the character before and after it may be, and whose choice it is."""

    target: int
    before: int
    after: int
    scope: int
    number: int


@dataclass(frozen=True, slots=True)
class Hook:
    """A loose end: a position, with what the next character and the one before it may be. `end`: at the text's end only.

    `may_end`: whether the text may end here, where not `end` says that it must.
    """

    position: int
    before: int
    after: int
    end: bool = False
    may_end: bool = True


@dataclass(slots=True)
class Part:
    """The ends of a part of the pattern, and the ways to pass it without reading anything."""

    first: list[Hook] = field(default_factory=list)
    last: list[Hook] = field(default_factory=list)
    empty: list[Hook] = field(default_factory=list)


class Automaton:
    """A pattern's positions, each a set of characters, and the steps between them.

    Args:
        pattern: the regular expression.
        search: whether it is tried from every place of a text, and not at its start alone.
        whole: whether it has to match the whole text.
    """

    def __init__(self, pattern: re.Pattern[Any], *, search: bool, whole: bool) -> None:
        self.flags = pattern.flags
        tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
        self.alphabet = sorted({*map(chr, range(128)), *EXTRA, *_characters(tree)})
        self.full = (1 << len(self.alphabet)) - 1
        self.sets: list[int] = [self.full]
        self.edges: dict[int, list[Edge]] = defaultdict(list)
        self.scopes = [0]
        self.scope = 0
        self.outer: dict[int, int] = {}
        self.accepting: dict[int, set[int]] = {}
        self.count = 0
        self.guards: dict[int, int] = {}
        part = self._sequence(tree)
        if search:
            self._edge(0, 0, self.full, self.full)
        for hook in part.first:
            self._enter(hook, search=search)
        self.accepting[0] = set() if whole else self._safe(part.last)
        if whole:
            self.accepting[0] = self._safe(
                [Hook(hook.position, hook.before, hook.after, True) for hook in part.last]
            )

    def ambiguities(self) -> Iterator[str]:
        """The loops whose time is not linear, in words."""
        for scope, accepting in self.accepting.items():
            yield from self._ambiguities(scope, accepting)

    # Building it

    def _mask(self, characters: Iterable[str]) -> int:
        wanted = set(characters)
        return sum(1 << number for number, character in enumerate(self.alphabet) if character in wanted)

    def _of(self, code: Any, value: Any) -> int:
        """The characters that one element of the parsed pattern reads."""
        if code is op.ANY:
            return self.full if self.flags & re.DOTALL else self.full & ~self._mask("\n")
        if code is op.LITERAL:
            return self._mask(_cases(chr(value)) if self.flags & re.IGNORECASE else chr(value))
        if code is op.NOT_LITERAL:
            return self.full & ~self._of(op.LITERAL, value)
        if code is op.RANGE:
            inside = [character for character in self.alphabet if value[0] <= ord(character) <= value[1]]
            return self._mask(
                case for one in inside for case in (_cases(one) if self.flags & re.IGNORECASE else one)
            )
        if code is op.CATEGORY:
            pattern, positive = CATEGORIES[value]
            return self._mask(one for one in self.alphabet if bool(pattern.match(one)) is positive)
        if code is op.IN:
            negated = value[0][0] is op.NEGATE
            mask = 0
            for item in value[negated:]:
                mask |= self._of(*item)
            return self.full & ~mask if negated else mask
        raise AssertionError(code)

    def _position(self, mask: int) -> Part:
        self.sets.append(mask)
        self.scopes.append(self.scope)
        hook = Hook(len(self.sets) - 1, self.full, self.full)
        return Part([hook], [hook])

    def _edge(self, source: int, target: int, before: int, after: int) -> None:
        before &= self.sets[source]
        after &= self.sets[target]
        if before and after:
            self.count += 1
            self.edges[source].append(Edge(target, before, after, self.scope, self.count))

    def _enter(self, hook: Hook, *, search: bool) -> None:
        """A step from the search's loop into the pattern."""
        if not search or hook.before == self.full:
            self._edge(0, hook.position, self.full, hook.after)
            return
        if hook.before == NEVER:
            return  # only at the text's start
        if hook.before not in self.guards:
            self.sets.append(hook.before)
            self.scopes.append(0)
            self.guards[hook.before] = len(self.sets) - 1
            self._edge(0, self.guards[hook.before], self.full, self.full)
        self._edge(self.guards[hook.before], hook.position, self.full, hook.after)

    def _join(self, lasts: Iterable[Hook], firsts: Iterable[Hook]) -> None:
        firsts = list(firsts)
        for last in lasts:
            for first in firsts:
                if not last.end:
                    self._edge(
                        last.position, first.position, last.before & first.before, last.after & first.after
                    )

    def _concatenated(self, left: Part, right: Part) -> Part:
        self._join(left.last, right.first)
        return Part(
            left.first + [_both(one, two, one.position) for two in left.empty for one in right.first],
            right.last + [_both(one, two, one.position) for two in right.empty for one in left.last],
            [_both(one, two, -1) for one in left.empty for two in right.empty],
        )

    def _sequence(self, tree: Any) -> Part:
        part = Part(empty=[self._nothing()])
        for code, value in tree:
            part = self._concatenated(part, self._element(code, value))
        return part

    def _nothing(self) -> Hook:
        return Hook(-1, self.full, self.full)

    def _element(self, code: Any, value: Any) -> Part:
        if code is op.BRANCH:
            parts = [self._sequence(branch) for branch in value[1]]
            return _alternatives(parts)
        if code is op.SUBPATTERN:
            flags, self.flags = self.flags, (self.flags | value[1]) & ~value[2]
            part = self._sequence(value[3])
            self.flags = flags
            return part
        if code is op.ATOMIC_GROUP:
            return self._atomic(lambda: self._sequence(value))
        if code is op.POSSESSIVE_REPEAT:
            return self._possessive(*value)
        if code in REPEATS:
            return self._repeat(*value)
        if code in {op.ASSERT, op.ASSERT_NOT}:
            return self._look(code, *value)
        if code is op.AT:
            return Part(empty=self._at(value))
        if code is op.GROUPREF:
            return _alternatives([self._position(self.full), Part(empty=[self._nothing()])])
        if code is op.GROUPREF_EXISTS:
            return _alternatives(
                [self._sequence(branch) for branch in value[1:] if branch] + [Part(empty=[self._nothing()])]
            )
        return self._position(self._of(code, value))

    def _atomic(self, build: Any) -> Part:
        outer, self.scope = self.scope, len(self.outer) + 1
        scope = self.scope
        self.outer[scope] = outer
        self.accepting[scope] = set()
        part: Part = build()
        self.accepting[scope] = self._safe(part.last)
        self.scope = outer
        return part

    def _possessive(self, low: int, high: Any, body: Any) -> Part:
        """Like a repeat that nothing gives back: after the last of one set of characters comes none of them."""
        part = self._atomic(lambda: self._repeat(low, high, body))
        if (
            high is op.MAXREPEAT
            and len(body) == 1
            and body[0][0] in {op.ANY, op.LITERAL, op.NOT_LITERAL, op.IN}
        ):
            others = self.full & ~self._of(*body[0])
            part.last = [
                Hook(one.position, one.before, one.after & others, one.end, one.may_end) for one in part.last
            ]
            part.empty = [
                Hook(one.position, one.before, one.after & others, one.end, one.may_end) for one in part.empty
            ]
        return part

    def _repeat(self, low: int, high: Any, body: Any) -> Part:
        if high == 0:
            return Part(empty=[self._nothing()])
        optional = Part(empty=[self._nothing()])
        if high is op.MAXREPEAT or high > SMALL:
            part = self._sequence(body)
            self._join(part.last, part.first)
            if low > 1:
                part = self._concatenated(self._sequence(body), part)
            return part if low else _alternatives([part, optional])
        part = self._sequence(body)
        if low == 0:
            part = _alternatives([part, optional])
        if high > 1:
            second = self._sequence(body)
            part = self._concatenated(part, second if low > 1 else _alternatives([second, optional]))
        return part

    def _look(self, code: Any, direction: int, body: Any) -> Part:
        """A look ahead or behind: what it reads, and what it leaves of the character before or after."""
        single = self._single(body)
        if single is not None:
            mask = single if code is op.ASSERT else self.full & ~single
            return Part(
                empty=[
                    Hook(-1, mask, self.full)
                    if direction < 0
                    else Hook(-1, self.full, mask, may_end=code is op.ASSERT_NOT)
                ]
            )
        if direction < 0:
            return Part(empty=[self._nothing()])  # of a fixed width
        part = self._sequence(body)
        return Part(part.first, [], [self._nothing()])

    def _single(self, body: Any) -> int | None:
        """The characters of a look at just one character, or None."""
        if len(body) == 1 and body[0][0] is op.SUBPATTERN:
            return self._single(body[0][1][3])
        if len(body) == 1 and body[0][0] is op.BRANCH:
            masks = [self._single(branch) for branch in body[0][1][1]]
            return None if None in masks else _union(mask for mask in masks if mask is not None)
        if len(body) == 1 and body[0][0] in {op.ANY, op.LITERAL, op.NOT_LITERAL, op.IN}:
            return self._of(*body[0])
        return None

    def _at(self, value: Any) -> list[Hook]:
        newline = self._mask("\n")
        if value is op.AT_BEGINNING_STRING:
            return [Hook(-1, NEVER, self.full)]
        if value is op.AT_BEGINNING:
            return [Hook(-1, newline if self.flags & re.MULTILINE else NEVER, self.full)]
        if value is op.AT_END and self.flags & re.MULTILINE:
            return [Hook(-1, self.full, newline, may_end=False), Hook(-1, self.full, self.full, True)]
        if value in {op.AT_END, op.AT_END_STRING}:
            return [Hook(-1, self.full, self.full, True)]
        word = self._mask(one for one in self.alphabet if WORD.match(one))
        others = self.full & ~word
        if value is op.AT_BOUNDARY:
            return [Hook(-1, word, others), Hook(-1, others, word, may_end=False)]
        return [Hook(-1, word, word, may_end=False), Hook(-1, others, others)]

    def _safe(self, lasts: list[Hook]) -> set[int]:
        """The positions from which nothing fails: at the end, or with a step for every character until the end."""
        free = {one.position for one in lasts if not one.end and one.before & one.after == self.full}
        if not any(one.end or one.after != self.full for one in lasts):
            return free
        at_end = self.full + 1
        everything = self.full | at_end
        ways: dict[int, int] = dict.fromkeys(range(len(self.sets)), 0)
        for one in lasts:
            if one.before & self.sets[one.position] == self.sets[one.position]:
                ways[one.position] |= 0 if one.end else one.after
                ways[one.position] |= at_end if one.end or one.may_end else 0
        fine = dict.fromkeys(ways, everything)
        while True:
            better = {
                position: everything if position in free else own | self._steps(position, fine, everything)
                for position, own in ways.items()
            }
            if better == fine:
                return {position for position, mask in fine.items() if mask == everything}
            fine = better

    def _steps(self, position: int, fine: dict[int, int], everything: int) -> int:
        """The characters after which, by one of the steps from a position, nothing fails."""
        edges = [edge for edge in self.edges[position] if edge.before == self.sets[position]]
        mask = 0
        for number in range(len(self.alphabet)):
            if _union(fine[edge.target] for edge in edges if edge.after >> number & 1) == everything:
                mask |= 1 << number
        return mask

    # Searching it

    def _ambiguities(self, scope: int, accepting: set[int]) -> Iterator[str]:
        inside = {position for position in range(len(self.sets)) if position not in accepting}
        components = self._components(inside)
        for position, component in components.items():
            choices = [edge for edge in self.edges[position] if edge.scope == scope]
            for stay in choices:
                if components.get(stay.target) is not component:
                    continue
                for other in choices:
                    if stay.number == other.number or not stay.before & other.before:
                        continue
                    if not stay.after & other.after or self._same_group(scope, stay.target, other.target):
                        continue
                    if stay.number < other.number and self._meets(position, component, stay, other):
                        yield f"exponential: two ways round {self.describe(position)}"
                        return
                    if end := self._overtakes(position, components, inside, stay, other):
                        yield f"quadratic: {self.describe(position)}, then {self.describe(end)}"
                        return

    def _same_group(self, scope: int, one: int, two: int) -> bool:
        """Whether two positions begin the same atomic group within a scope: which of them is that group's own choice."""
        return one != two and bool(self._groups(scope, one) & self._groups(scope, two))

    def _groups(self, scope: int, position: int) -> set[int]:
        groups, group = set(), self.scopes[position]
        while group and group != scope:
            groups.add(group)
            group = self.outer[group]
        return groups

    def _components(self, inside: set[int]) -> dict[int, frozenset[int]]:
        """The loops: for each position in one, all positions that it reaches and that reach it."""
        reach: dict[int, set[int]] = {}
        for start in inside:
            queue, seen = [start], set()
            while queue:
                for edge in self.edges[queue.pop()]:
                    if edge.target in inside and edge.target not in seen:
                        seen.add(edge.target)
                        queue.append(edge.target)
            reach[start] = seen
        loops: dict[int, frozenset[int]] = {}
        for start in inside:
            if start in reach[start] and start not in loops:
                component = frozenset(one for one in reach[start] if start in reach[one])
                loops.update(dict.fromkeys(component, component))
        return loops

    def _meets(self, goal: int, component: frozenset[int], one: Edge, two: Edge) -> bool:
        """Whether two ways from a position lead back to it on one word."""
        queue = [(one.target, two.target, one.after & two.after)]
        seen = set(queue)
        while queue:
            left, right, mask = queue.pop()
            if left == right == goal:
                return True
            for first, second in product(self.edges[left], self.edges[right]):
                item = (first.target, second.target, first.after & second.after)
                ends = {first.target, second.target}
                if item[2] and mask & first.before & second.before and ends <= component and item not in seen:
                    seen.add(item)
                    queue.append(item)
        return False

    def _overtakes(
        self, start: int, components: dict[int, frozenset[int]], inside: set[int], stay: Edge, go: Edge
    ) -> int:
        """A position in a loop that a word reaches which leads round `start` and round that position too, or 0."""
        # Once it has matched, a matcher tries no other way; but a search begins anew after each match.
        through = inside if start else range(len(self.sets))
        for goal, loop in components.items():
            if goal == start or go.target not in through:
                continue
            steps = [
                (edge.target, edge.after & stay.after & go.after)
                for edge in self.edges[goal]
                if edge.before & stay.before & go.before
            ]
            queue = [
                (stay.target, go.target, target, step) for target, step in steps if target in loop and step
            ]
            seen = set(queue)
            while queue:
                *ends, mask = queue.pop()
                if ends == [start, goal, goal]:
                    return goal
                ways = [
                    [edge for edge in self.edges[end] if edge.target in places and edge.before & mask]
                    for end, places in zip(ends, (components[start], through, loop), strict=True)
                ]
                for one, two, three in product(*ways):
                    step = one.after & two.after & three.after
                    item = (one.target, two.target, three.target, step)
                    if step and one.before & two.before & three.before & mask and item not in seen:
                        seen.add(item)
                        queue.append(item)
        return 0

    def describe(self, position: int) -> str:
        """A position, by the characters that it reads."""
        if position == 0:
            return "the search from every place"
        mask = self.sets[position]
        characters = [one for number, one in enumerate(self.alphabet) if mask >> number & 1]
        shown = "".join(characters[:12])
        return f"[{shown!r}{'…' if len(characters) > 12 else ''}] (position {position})"


def _both(one: Hook, two: Hook, position: int) -> Hook:
    return Hook(
        position,
        one.before & two.before,
        one.after & two.after,
        one.end or two.end,
        one.may_end and two.may_end,
    )


def _alternatives(parts: list[Part]) -> Part:
    return Part(
        *([hook for part in parts for hook in getattr(part, end)] for end in ("first", "last", "empty"))
    )


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def _cases(character: str) -> set[str]:
    return {character, character.lower(), character.upper()}


def _characters(tree: Any) -> Iterator[str]:
    """The characters that a parsed pattern names, and their neighbours."""
    if isinstance(tree, tuple) and len(tree) == 2 and tree[0] in {op.LITERAL, op.NOT_LITERAL}:
        yield from _cases(chr(tree[1]))
    elif isinstance(tree, tuple) and len(tree) == 2 and tree[0] is op.RANGE:
        low, high = tree[1]
        yield from (chr(number) for number in (max(low - 1, 0), low, high, min(high + 1, 0x10FFFF)))
    elif isinstance(tree, (tuple, list, _parser.SubPattern)):
        for item in tree:
            yield from _characters(item)


def superlinear(pattern: re.Pattern[Any], *, search: bool = True, whole: bool = False) -> list[str]:
    """What can take more than linear time in a pattern; nothing is good.

    Args:
        pattern: the regular expression.
        search: whether it is tried from every place of a text, and not at its start alone.
        whole: whether it has to match the whole text.
    """
    return list(Automaton(pattern, search=search, whole=whole).ambiguities())
