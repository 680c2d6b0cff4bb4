"""A fork whose upstream rewrote its main, and a branch on it to which a colleague has pushed meanwhile."""

from __future__ import annotations

from pathlib import Path

from projects_repo.history import Commit, History
from projects_repo.katas.behaviour import differs_on
from projects_repo.katas.branches import tip, told_apart, unlike
from projects_repo.katas.kata import WORK, Goal, Kata, Made
from projects_repo.katas.scenario import Story, date_logs

TASK = """\
`origin` (../origin.git) is your fork of `upstream` (../upstream.git), and you were away for a week. Since you fetched
the last time,

- upstream's `main` was force-pushed: “Reply to a letter, draft” was amended there, and two commits are new,
- Grace has pushed one commit to your branch `reply-all` in origin.

1. Fetch both remotes.
2. Bring `main` to just where upstream's `main` is: what upstream dropped is dropped here as well. Push `main` to
   origin, by force with a lease, since it cannot move forward there.
3. Rebase `reply-all`, with Grace's commit, onto the new `main`. Her commit stays hers, and the draft does not come
   along.
4. Push `reply-all` to origin, so that nothing of hers is lost.

Nothing is ever pushed to upstream.
"""
UPSTREAM, ORIGIN = "upstream.git", "origin.git"
BRANCH, DRAFT, COLLEAGUE = "reply-all", "Reply to a letter, draft", "Grace"
LETTERS = '''\
"""Letters between people."""


def letter(sender, to, text):
    """Return a letter to some people."""
    return {"from": sender, "to": to, "text": text}
'''
MAILBOX = '''\
"""Who has which letters."""


def send(mailboxes, letter):
    """Put a letter into the mailbox of everyone whom it is to."""
    for name in letter["to"]:
        mailboxes.setdefault(name, []).append(letter)
'''
LOUD = "        print(name, letter)\n"  # left in the draft by mistake
REPLY = '''\
"""Letters that answer letters."""

from letters import letter


def reply(old, sender, text):
    """Answer whoever wrote a letter."""
    return letter(sender, [old["from"]], text)
'''
TO_ALL = '''\


def reply_all(old, sender, text):
    """Answer everyone who wrote or got a letter."""
    people = [old["from"], *old["to"]]
    return letter(sender, people, text)
'''
TO_OTHERS = TO_ALL.replace("er, people,", "er, [name for name in people if name != sender],")
TO_EACH = TO_OTHERS.replace('[old["from"], *old["to"]]', 'dict.fromkeys([old["from"], *old["to"]])')
READING = '''\
"""Which letters were read."""


def read(letter):
    """Return a letter, marked as read."""
    return {**letter, "read": True}
'''
UNREAD = '''\


def unread(letters):
    """Count the letters that were not read."""
    return sum("read" not in letter for letter in letters)
'''
MODULES = ("reply", "mailbox", "reading")
OLD = "{'from': 'ada', 'to': ['you', 'linus', 'linus']}"
YOURS = (
    ("reply.reply({'from': 'ada'}, 'you', 'Yes')['to']", ["ada"]),
    (f"sorted(set(reply.reply_all({OLD}, 'you', 'Yes')['to']))", ["ada", "linus"]),
)
HERS = ((f"list(reply.reply_all({OLD}, 'you', 'Yes')['to'])", ["ada", "linus"]),)


def begin(folder: Path) -> None:
    story = Story()
    story.commit("main", "Write letters", {"letters.py": LETTERS})
    story.commit("main", "Send letters", {"mailbox.py": MAILBOX})
    upstream = story.copy()
    upstream.commit("main", "Reply to a letter", {"reply.py": REPLY})
    upstream.commit("main", "Mark letters as read", {"reading.py": READING}, by="Linus")
    upstream.commit("main", "Count unread letters", {"reading.py": READING + UNREAD}, by="Linus")
    upstream.write(folder / UPSTREAM, bare=True)

    loud = MAILBOX.replace("        mail", f"{LOUD}        mail")
    story.commit("main", DRAFT, {"reply.py": REPLY, "mailbox.py": loud})
    story.branch(BRANCH, at="main")
    story.commit(BRANCH, "Reply to all", {"reply.py": REPLY + TO_ALL}, by="You")
    story.commit(BRANCH, "Leave out who replies", {"reply.py": REPLY + TO_OTHERS}, by="You")
    story.fetch("upstream", "main")
    story.fetch("origin", "main", BRANCH)
    origin = story.copy()
    origin.commit(BRANCH, "Name everyone once", {"reply.py": REPLY + TO_EACH}, by=COLLEAGUE)
    origin.write(folder / ORIGIN, bare=True)

    work = story.write(folder / WORK, on=BRANCH)
    date_logs(work)


def wanted(made: Made) -> Commit:
    """Return where upstream's main is, and is to stay."""
    history = made.other_began(UPSTREAM)
    return history.commits[history.branches["main"]]


def synced(made: Made) -> str:
    now, there = tip(made.history, "main"), wanted(made)
    if now is None:
        return "there is no branch main any more"
    if there.id not in made.history.commits:
        return f"upstream's main is at {there}, which is not here yet: it was not fetched"
    if now.id == there.id:
        return ""
    if dropped := holding_draft(made, made.history.ancestors(now.id)):
        leads = "" if dropped == now else f", and leads to {dropped}"
        return f"main is at {now}{leads}, which upstream's main, at {there}, dropped"
    here, wanted_ = told_apart(now, there)
    return f"main is at {here}, and upstream's main is at {wanted_}"


def holding_draft(made: Made, commits: list[Commit]) -> Commit | None:
    """Return the draft, or a copy of it that a rebase or a cherry-pick has made."""
    return next((commit for commit in commits if commit.subject == DRAFT), None)


def forked(made: Made) -> str:
    return pushed_upstream(made) or synced(made) or unlike(made, made.other(ORIGIN), "main")


def pushed_upstream(made: Made) -> str:
    """Say which branch or tag of upstream is not as it was."""
    before, now = made.other_began(UPSTREAM), made.other(UPSTREAM)
    for name in sorted({*before.refs, *now.refs}):
        if before.refs.get(name) != now.refs.get(name):
            was, is_ = (_place(history, name) for history in (before, now))
            ours = f"--force upstream {before.refs[name][:7]}:{name}" if name in before.refs else ""
            back = f"`git push {ours or f'upstream --delete {name}'}` puts it back"
            return f"{name} in upstream was {was} and is {is_}, and it is only fetched from: {back}"
    return ""


def _place(history: History, name: str) -> str:
    return f"at {history.find(name)}" if name in history.refs else "not there"


def rebased(made: Made) -> str:
    now, base = tip(made.history, BRANCH), wanted(made)
    if now is None:
        return f"there is no branch {BRANCH} any more"
    if not made.history.is_ancestor(base.id, now.id):
        theirs, yours = told_apart(base, now)
        return (
            f"{theirs}, where upstream's main is, is not an ancestor of {yours}, where {BRANCH} is"
        )
    if draft := holding_draft(made, made.history.between(base.id, now.id)):
        return (
            f"{draft} is on {BRANCH}, after {base}, though upstream dropped it: what is rebased "
            "begins after it (`git rebase --onto <new> <old>`)"
        )
    if LOUD.strip() in (made.history.text(now.id, "mailbox.py") or ""):
        return f"mailbox.py on {BRANCH} prints every letter, as the draft did that upstream dropped"
    return differs_on(made, BRANCH, MODULES, YOURS)


def hers(made: Made) -> str:
    if problem := rebased(made):
        return problem
    now = made.history.commits[made.history.branches[BRANCH]]
    own = made.history.between(wanted(made).id, now.id)
    wrong = differs_on(made, BRANCH, MODULES, HERS)
    if all(commit.author != COLLEAGUE for commit in own):
        return f"no commit of {COLLEAGUE}'s is on {BRANCH}, which is at {now}: {way_back(made, bool(wrong))}"
    return wrong and f"what {COLLEAGUE} did is undone: {wrong}"


def way_back(made: Made, lost: bool) -> str:
    """Say how what the colleague did becomes hers again: her commit is still in origin, if no name leads to it."""
    history = made.other_began(ORIGIN)
    theirs = history.commits[history.branches[BRANCH]]
    is_here = made.work.attempt("cat-file", "-e", f"{theirs.id}^{{commit}}").returncode == 0
    fetch = "" if is_here else f"`git fetch origin {theirs.id}`, and "
    if lost:
        return f"{theirs} is lost. There, {fetch}`git cherry-pick {theirs.id[:7]}` brings it back"
    return (
        f"{theirs} is in a commit of somebody else. There, {fetch}`git reset --hard {theirs.id[:7]}` "
        f"goes back to hers, to be rebased anew"
    )


def pushed(made: Made) -> str:
    return hers(made) or unlike(made, made.other(ORIGIN), BRANCH)


KATA = Kata(
    "fork",
    "Keep a fork up with its upstream",
    TASK,
    begin,
    (
        Goal("synced", "Main is where upstream's main is, without what was dropped there.", synced),
        Goal("forked", "Origin's main is there as well, and upstream is as it was.", forked),
        Goal(
            "rebased", "On reply-all your work stands on the new main, without the draft.", rebased
        ),
        Goal("hers", "Grace's commit is on reply-all as well, and is still hers.", hers),
        Goal("pushed", "Origin's reply-all is where it is here.", pushed),
    ),
    branches=("main", BRANCH),
)
