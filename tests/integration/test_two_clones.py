"""Two clones of a site, and everything that people do with git between runs, in any order.

Nothing is lost, nothing stands twice, nothing that a person deleted comes back, and no commit of Syndicate's holds a
state without its post. A few orders in each test run; thousands by `make fuzz`.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from syndicate import config as configs
from syndicate.errors import SyndicateError
from syndicate.pipeline import commands as pipeline
from syndicate.pipeline.publishing import Publishing
from syndicate.pipeline.resolving import resolve
from syndicate.pipeline.undoing import forget, undo
from syndicate.writer.state_text import load
from tests.blog import CONFIG, NAME, Blog, served

if TYPE_CHECKING:
    from collections.abc import Callable

WHO = st.sampled_from(["ann", "ben"])
NUMBER = st.integers(1, 4)
WORD = re.compile(r"\bmine-\d+\b")
PARAGRAPHS = "".join(f"<p>Paragraph {n} of the article says a few words.</p>" for n in range(4))
MENDING = """#!/bin/sh
test -e .git/mended && exit 0
touch .git/mended
for file in $(git diff --cached --name-only -- posts); do test -e "$file" && echo '<!-- mended -->' >> "$file"; done
exit 1
"""


REWRITING = """#!/bin/sh
for file in $(git diff --cached --name-only -- posts); do
    test -e "$file" && sed -i 's/^date: \\([0-9-]*\\)$/date: "\\1"/' "$file" && git add "$file"
done
exit 0
"""


class TwoClones(RuleBasedStateMachine):
    """What people do with a site that two of them have cloned."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.root = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.blog = self.stack.enter_context(served(Blog(2)))
        for n in (1, 2):
            self.blog.write(n, PARAGRAPHS)
        self.count = 0
        self.listed = {1, 2}
        self.deleted: dict[str, set[int]] = {"ann": set(), "ben": set()}
        self.root.joinpath("blog.toml").write_text(CONFIG, encoding="utf-8")
        self.config = configs.load(self.root / "blog.toml")
        self.git(self.root, "init", "-q", "--bare", "-b", "main", "remote.git")
        for who in ("ann", "ben"):
            self.git(self.root, "clone", "-q", "remote.git", who)
            for key, value in (("user.name", who), ("user.email", f"{who}@example.org"), ("gc.auto", "0")):
                self.git(self.root / who, "config", key, value)
            if who == "ann":
                self.root.joinpath("ann", "README.md").write_text("A site.\n")
                self.git(self.root / "ann", "add", ".")
                self.git(self.root / "ann", "commit", "-qm", "Begin")
                self.git(self.root / "ann", "push", "-q", "origin", "HEAD:main")

    def teardown(self) -> None:
        self.stack.close()

    def git(self, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_EDITOR": ":"}
        return subprocess.run(
            ["git", *words], cwd=folder, capture_output=True, text=True, check=False, env=environment
        )

    def post(self, who: str, n: int) -> Path:
        return self.root / who / "posts" / f"{n}.md"

    def is_in_a_merge(self, who: str) -> bool:
        places = (self.root / who / ".git" / name for name in ("MERGE_HEAD", "rebase-merge", "rebase-apply"))
        return any(place.exists() for place in places)

    def posts(self, who: str) -> dict[int, str]:
        return {n: self.post(who, n).read_text() for n in range(1, 5) if self.post(who, n).exists()}

    @rule(n=NUMBER)
    def the_origin_changes(self, n: int) -> None:
        self.count += 1
        body = PARAGRAPHS.replace("Paragraph 3", f"Paragraph 3, as of origin-{self.count},")
        self.blog.write(n, body)
        self.listed.add(n)
        self.blog.list(sorted(self.listed))

    @rule(who=WHO, n=NUMBER, where=st.sampled_from([0, 1, 3]))
    def somebody_edits(self, who: str, n: int, where: int) -> None:
        if self.post(who, n).exists():
            self.count += 1
            text = self.post(who, n).read_text()
            self.post(who, n).write_text(
                text.replace(f"Paragraph {where}", f"Paragraph {where}, mine-{self.count},", 1)
            )

    @rule(who=WHO, n=NUMBER)
    def somebody_deletes(self, who: str, n: int) -> None:
        if self.post(who, n).exists():
            self.post(who, n).unlink()
            self.deleted[who].add(n)

    @rule(who=WHO, what=st.sampled_from([".", "posts"]))
    def somebody_adds(self, who: str, what: str) -> None:
        self.git(self.root / who, "add", "-A", what)

    @rule(who=WHO)
    def somebody_commits(self, who: str) -> None:
        self.git(self.root / who, "add", "-A")
        self.git(self.root / who, "commit", "-qm", "By hand")

    @rule(who=WHO, how=st.sampled_from(["--no-rebase", "--rebase"]))
    def somebody_pulls(self, who: str, how: str) -> None:
        folder = self.root / who
        if not self.is_in_a_merge(who) and self.git(folder, "pull", "-q", how, "origin", "main").returncode:
            self.git(folder, "rebase", "--abort")
            self.git(folder, "merge", "--abort")

    @rule(who=WHO, how=st.sampled_from(["--no-rebase", "--rebase"]))
    def somebody_pulls_and_leaves_what_conflicts(self, who: str, how: str) -> None:
        self.git(self.root / who, "pull", "-q", how, "origin", "main")
        self.deleted[who].clear()  # what one clone deleted and the other edited, git brings back

    @rule(
        who=WHO,
        side=st.sampled_from(["--ours", "--theirs", ""]),
        what=st.sampled_from([".", "posts", ".syndicate"]),
    )
    def somebody_ends_a_merge(self, who: str, side: str, what: str) -> None:
        """By one side of what conflicts, and with the markers that are left in the rest."""
        folder = self.root / who
        if side:
            self.git(folder, "checkout", side, "--", what)
            self.deleted[who].clear()
        self.git(folder, "add", "-A")
        if self.git(folder, "rev-parse", "-q", "--verify", "MERGE_HEAD").returncode == 0:
            self.git(folder, "commit", "-qm", "Merge by hand")
        else:
            self.git(folder, "rebase", "--continue")

    @rule(who=WHO)
    def somebody_gives_a_merge_up(self, who: str) -> None:
        self.git(self.root / who, "rebase", "--abort")
        self.git(self.root / who, "merge", "--abort")
        self.deleted[who].clear()

    @rule(who=WHO)
    def somebody_amends(self, who: str) -> None:
        self.git(self.root / who, "commit", "-q", "--amend", "--no-edit", "-a")

    @rule(who=WHO)
    def somebody_takes_the_last_commit_apart(self, who: str) -> None:
        self.git(self.root / who, "reset", "-q", "HEAD~1")

    @rule(who=WHO)
    def a_hook_rewrites_and_stages(self, who: str) -> None:
        hook = self.root / who / ".git" / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(REWRITING)
        hook.chmod(0o755)

    @rule(who=WHO)
    def somebody_pushes(self, who: str) -> None:
        self.git(self.root / who, "push", "-q", "origin", "HEAD:main")

    @rule(who=WHO, options=st.sampled_from([(), ("-u",)]))
    def somebody_stashes(self, who: str, options: tuple[str, ...]) -> None:
        self.git(self.root / who, "stash", "push", "-q", *options)
        self.deleted[who].clear()  # a state that is stashed takes along what it knows

    @rule(who=WHO)
    def somebody_takes_the_stash_back(self, who: str) -> None:
        folder = self.root / who
        if self.git(folder, "stash", "pop", "-q").returncode:
            self.git(folder, "reset", "-q", "--merge")

    @rule(who=WHO)
    def a_hook_mends_and_refuses(self, who: str) -> None:
        hook = self.root / who / ".git" / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(MENDING)
        hook.chmod(0o755)
        (self.root / who / ".git" / "mended").unlink(missing_ok=True)

    @rule(
        who=WHO,
        words=st.sampled_from(
            [("checkout", "-q", "--detach"), ("checkout", "-q", "-b", "work"), ("branch", "-m", "trunk")]
        ),
    )
    def somebody_leaves_the_branch(self, who: str, words: tuple[str, ...]) -> None:
        self.git(self.root / who, *words)

    @rule(who=WHO)
    def somebody_undoes_the_last_run(self, who: str) -> None:
        self.by_hand(who, undo)

    @rule(who=WHO, n=NUMBER, how=st.sampled_from(["ours", "merge"]))
    def somebody_resolves(self, who: str, n: int, how: Literal["ours", "merge"]) -> None:
        self.by_hand(who, lambda folder: resolve(folder, f"{NAME}{n}/", how))

    @rule(who=WHO, n=NUMBER)
    def somebody_forgets(self, who: str, n: int) -> None:
        self.by_hand(who, lambda folder: forget(folder, [f"{NAME}{n}/"]))
        self.deleted[who].discard(n)

    def by_hand(self, who: str, act: Callable[[Path], object]) -> None:
        """A command that may be refused, and loses nothing of a person's."""
        before = self.posts(who)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_CACHE_HOME", str(self.root / f"{who}-cache"))
            with suppress(SyndicateError):
                act(self.root / who)
        self.check_words(before, self.posts(who))

    def check_words(self, before: dict[int, str], after: dict[int, str]) -> None:
        lost = set(WORD.findall("".join(before.values()))) - set(WORD.findall("".join(after.values())))
        assert lost == set()

    @rule(who=WHO, commit=st.booleans(), push=st.booleans(), leave=st.booleans())
    def somebody_syncs(self, who: str, commit: bool, push: bool, leave: bool) -> None:
        before = self.posts(who)
        gone = {n for n in self.deleted[who] if n not in before}
        self.deleted[who] = gone
        head = self.git(self.root / who, "rev-parse", "HEAD").stdout
        options = pipeline.Options(
            mirrors={NAME: self.blog.address},
            cache=self.root / f"{who}-cache" / "syndicate",
            recheck=9,
            publishing=Publishing(commit=commit, push=commit and push, leave_edits=leave),
        )
        try:
            report = pipeline.sync(self.config, self.root / who, options)
        except SyndicateError:  # such as a push that conflicts; what was written stays
            report = None
        after = self.posts(who)
        self.check_words(before, after)
        assert gone & after.keys() == set()
        for n in after:
            twice = [path for path in (self.root / who).rglob(f"{n}*.md") if ".git" not in path.parts]
            assert len(twice) == 1
        if self.git(self.root / who, "rev-parse", "HEAD").stdout != head and report is not None:
            self.check_commit(who, whole=not leave)

    def check_commit(self, who: str, *, whole: bool) -> None:
        """Every state of the last commit has its post in it, as it stands in the work tree."""
        folder = self.root / who
        names = self.git(folder, "ls-tree", "-r", "--name-only", "HEAD").stdout.splitlines()
        for name in names:
            if name.endswith(".post"):
                record = load(self.git(folder, "show", f"HEAD:{name}").stdout)  # no markers are left in it
                assert record.decision == "deleted" or str(record.path) in names
                if whole and str(record.path) in names:
                    shown = self.git(folder, "show", f"HEAD:{record.path}").stdout
                    assert folder.joinpath(record.path).read_text() == shown


TestTwoClones = TwoClones.TestCase
LONG = settings.get_current_profile_name() == "long"
TestTwoClones.settings = settings(
    max_examples=2000 if LONG else 3, stateful_step_count=40 if LONG else 14, deadline=None
)
