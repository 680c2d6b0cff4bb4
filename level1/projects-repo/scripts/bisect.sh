# Let git search by halves for the commit that broke a price, and undo just that one.
set -eu

# step 10: begin
cat > ../try.sh <<'END'
python3 -B -c 'import postage' || exit 125 # cannot be tried: neither good nor bad
python3 -B -c 'import postage, sys; sys.exit(postage.price(20) != 95)'
END
git bisect start main v1.0
git bisect run sh ../try.sh
git tag broke-it refs/bisect/bad
git bisect reset
git revert --no-edit broke-it
# step 10: end
