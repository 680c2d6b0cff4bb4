# Six commits become three: reorder, reword, fixup, squash and drop, by one list.
set -eu

# step 4: begin
cat > ../todo <<END
pick $(git rev-parse search~5)
fixup $(git rev-parse search~1)
exec git commit -q --amend -m "Find notes by a word"
pick $(git rev-parse search~2)
squash $(git rev-parse search)
pick $(git rev-parse search~4)
END
GIT_SEQUENCE_EDITOR="cp ../todo" GIT_EDITOR=true git rebase -q -i main search
# step 4: end
