-- The newest notes, each with the name of its category; a note without one is a note, too.
-- step 1: begin
SELECT note.id, note.title, category.name AS category
FROM note
LEFT JOIN category ON category.id = note.category_id
WHERE NOT note.archived
ORDER BY note.created_at DESC, note.id DESC
LIMIT :count
-- step 1: stub
-- SELECT note.id, note.title, NULL AS category
-- FROM note
-- WHERE 1 = 0
-- step 1: end
