# A fix of main is picked into an older release, made to fit there, and tagged.
set -eu

# step 9: begin
fix=$(git log -1 --format=%h --fixed-strings --grep="Do not double the dash" main)
git switch -q release/1.x
git cherry-pick -x "$fix" || true # it stops: there is no `words` here

git checkout -q --ours slugs.py
sed 's/split(" ")/split()/' slugs.py > ../fixed
mv ../fixed slugs.py
git add slugs.py
git cherry-pick --continue

git tag -a -m "One dash for any number of spaces" v1.0.1
# step 9: end
