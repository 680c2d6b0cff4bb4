#!/bin/sh
# Make a repository with a history in the folder $1.
set -eu
cd "$1"
git init -q -b main
# step 1: begin
git commit -q --allow-empty -m "Found the town"
git commit -q --allow-empty -m "Build a mill"
# step 1: end
# step 2: begin
git switch -q -c flood
git commit -q --allow-empty -m "Survive the flood"
git switch -q main
git merge -q --no-ff -m "Tell of the flood" flood
# step 2: end
