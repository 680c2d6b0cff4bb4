# Follow an upstream that rewrote its main, and take a colleague's commit along.
set -eu

# step 11: begin
git fetch -q --all
git merge -q --ff-only origin/reply-all # Grace's commit, before it can be lost
git rebase -q --onto upstream/main main reply-all
git switch -q main
git reset -q --hard upstream/main
git push -q --force-with-lease --force-if-includes origin main reply-all
# step 11: end
