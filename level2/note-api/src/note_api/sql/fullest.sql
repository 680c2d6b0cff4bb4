-- The categories with most notes of their own; those without a note count 0, and stand last.
-- step 1: begin
SELECT category.id, category.name, count(note.id) AS notes
FROM category
LEFT JOIN note ON note.category_id = category.id AND NOT note.archived
GROUP BY category.id, category.name
ORDER BY notes DESC, category.name
LIMIT :count
-- step 1: stub
-- SELECT category.id, category.name, 0 AS notes
-- FROM category
-- WHERE 1 = 0
-- step 1: end
