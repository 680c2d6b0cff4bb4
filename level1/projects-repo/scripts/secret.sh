# Take a key out of every commit that leads to it, here and in origin, and read it from outside.
set -eu

# step 13: begin
leak=$(git log --format=%H -S made-up- main) # the commit that brought it
rounded=$(git rev-parse 'v0.2^{commit}')
git switch -q --detach "$leak"
sed -e 's/^KEY = .*/KEY = os.environ["RATES_KEY"]/' -e 's/^URL/import os\
\
&/' settings.py > ../settings
mv ../settings settings.py
git commit -q -a --amend --no-edit
git rebase -q --onto HEAD "$leak" main
git rebase -q --onto main~1 "$rounded" table
git tag -f -a -m v0.2 v0.2 main~1

git switch -q main
echo .env > .gitignore
echo "The key that was committed until March 2026 was revoked." > SECURITY.md
git add .gitignore SECURITY.md
git commit -q -m "Keep keys outside, and say what became of one"
git push -q --force-with-lease origin main table
git push -q --force origin v0.2
git reflog expire --expire=now --all
git gc -q --prune=now
# step 13: end
