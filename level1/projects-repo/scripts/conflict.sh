# A rebase of three commits onto a main that renamed and moved what they use.
set -eu

# step 7: begin
# It stops where a commit conflicts, and by --exec also after one that applies and yet uses the old name.
git rebase -q --exec '! grep -w read ./*.py' main || true

# The first: what it adds, with the new name.
sed -e '/^<<<<<<< /,/^=======$/d' -e '/^>>>>>>> /d' -e 's/(read(/(read_celsius(/' weather.py > ../w
mv ../w weather.py
git add weather.py
git rebase --continue || true

# The second could be applied, and did not work.
sed 's/read\([,(]\)/read_celsius\1/' report.py > ../r
mv ../r report.py
git commit -q -a --amend --no-edit
git rebase --continue || true

# The third changes what has moved: "ours" is main, on which the commits are put.
git checkout -q --ours weather.py
sed 's/ in lines\]/ in lines if line.strip()]/' reading.py > ../r
mv ../r reading.py
git add weather.py reading.py
git rebase --continue
# step 7: end
