# Bring back what was reset and deleted; undo in public what others have already.
set -eu

# step 12: begin
git reset -q --hard 'main@{1}' # where main was before it moved the last time
was=$(git log -g --format='%H %gs' HEAD | grep 'from main to tags' | cut -d ' ' -f 1)
git branch tags "$was"
git revert --no-edit HEAD~2
git push -q origin main
# step 12: end
