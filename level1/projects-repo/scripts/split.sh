# One commit becomes two: the rebase stops at it, takes it back, and goes on after two commits.
set -eu

# step 5: begin
git log --reverse --format="pick %h" main..report | sed '2s/pick/edit/' > ../todo
GIT_SEQUENCE_EDITOR="cp ../todo" git rebase -q -i main report
git reset -q HEAD~1

printf 'y\nn\n' | git add -p budget.py
git add test_spent.py
git commit -q -m "Count refunds"
git add .
git commit -q -m "Write cents with two digits"

git rebase --continue
# step 5: end
