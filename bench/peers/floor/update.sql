\set p random(1, 5)
\set n random(1, 400)
WITH b AS (SELECT * FROM items
           WHERE project_id = ('00000000-0000-4000-8000-' || lpad(to_hex(1000 + :p), 12, '0'))::uuid AND item_num = :n
             AND deleted_at IS NULL FOR UPDATE),
     u AS (UPDATE items SET title = 'Changed title ' || :n, percent_complete = :n % 100, indicator = 'In Progress',
                  description = 'Changed by the benchmark. The vendor has confirmed the date.', updated_at = now()
           FROM b WHERE items.id = b.id RETURNING items.*),
     a AS (INSERT INTO audit_log (user_id, action, entity_type, entity_id, before_state, after_state)
           SELECT '00000000-0000-4000-7000-000000000001', 'update', 'item', b.id, to_jsonb(b), to_jsonb(u) FROM b, u)
SELECT * FROM u;
