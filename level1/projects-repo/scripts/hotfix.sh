# Git Flow: a bug in what was released is mended there first, and then in what comes next.
set -eu

# step 3: begin
git switch -q -c hotfix/1.1.1 main
sed -e 's/1\.1\.0/1.1.1/' -e 's/% 100}/% 100:02}/' till.py > ../mended
mv ../mended till.py
git commit -q -a -m "Write cents with two digits"

git switch -q main
git merge -q --no-ff -m "Merge hotfix/1.1.1" hotfix/1.1.1
git tag -a -m "Version 1.1.1" v1.1.1

git switch -q develop
git merge -q -m "Merge hotfix/1.1.1 back" hotfix/1.1.1
git branch -q -d hotfix/1.1.1
# step 3: end
