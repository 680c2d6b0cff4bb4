# Half-done work, with a new file, is put aside for an urgent fix on main, and taken up again.
set -eu

# step 8: begin
git stash push -q --include-untracked -m "Export as Markdown"
git switch -q main
sed 's/notes\[len(notes)\]/notes[-1] if notes else None/' notes.py > ../fixed
mv ../fixed notes.py
git commit -q -a -m "Let last return the last note, or None"

git switch -q export
git stash pop -q --index
git add notes.py export.py
git commit -q -m "Export notes as Markdown"
# step 8: end
