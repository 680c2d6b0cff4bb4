# GitHub Flow: a branch for one thing, merged by a merge commit, and deleted.
set -eu

# step 1: begin
git switch -q -c fix-typo
sed 's/recieve/receive/' README.md > ../corrected
mv ../corrected README.md
git commit -q -a -m "Spell receive as people do"
git switch -q main
git merge -q --no-ff -m "Merge fix-typo" fix-typo
git branch -q -d fix-typo
# step 1: end
