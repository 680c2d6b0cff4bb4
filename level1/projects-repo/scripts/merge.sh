# A merge in which both sides changed the same lines of one function: what each wanted is kept.
set -eu

# step 6: begin
if git merge -q discount; then exit 1; fi # it stops: both branches changed `total`
cat > ../total <<'END'
def total(prices, shipping=0, percent_off=0):
    """Add up the prices of an order, less the percents, and its shipping."""
    return sum(prices) * (100 - percent_off) // 100 + shipping
END
sed -e '/^<<<<<<< /r ../total' -e '/^<<<<<<< /,/^>>>>>>> /d' \
    -e 's/total(prices, percent_off)/total(prices, percent_off=percent_off)/' \
    shop.py > ../resolved
mv ../resolved shop.py
git add shop.py
git commit -q --no-edit
# step 6: end
