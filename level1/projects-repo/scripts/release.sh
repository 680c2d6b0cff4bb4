# Git Flow: what develop was when it was complete becomes version 1.1.0.
set -eu

# step 2: begin
git switch -q -c release/1.1.0 develop~1
sed 's/1\.0\.0/1.1.0/' recipes/__init__.py > ../raised
mv ../raised recipes/__init__.py
git commit -q -a -m "Version 1.1.0"
sed 's/= amount$/= needed.get(what, 0) + amount/' recipes/shopping.py > ../mended
mv ../mended recipes/shopping.py
git commit -q -a -m "Add up what several dishes need"

git switch -q main
git merge -q --no-ff -m "Merge release/1.1.0" release/1.1.0
git tag -a -m "Version 1.1.0" v1.1.0

git switch -q develop
git merge -q -m "Merge release/1.1.0 back" release/1.1.0
git branch -q -d release/1.1.0
# step 2: end
