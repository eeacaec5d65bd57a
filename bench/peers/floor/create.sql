\set p random(1, 5)
WITH p AS (UPDATE projects SET next_item_num = next_item_num + 1
           WHERE id = ('00000000-0000-4000-8000-' || lpad(to_hex(1000 + :p), 12, '0'))::uuid AND deleted_at IS NULL
           RETURNING id, next_item_num - 1 AS num),
     i AS (INSERT INTO items (project_id, item_num, type, title, description, assigned_to, start_date, finish_date, duration_days,
                              deadline, percent_complete, indicator, priority, rpt_out, budget_amount)
           SELECT id, num, 'Risk', 'Bench item ' || num,
                  'The steering group asked for an updated estimate. The vendor has not confirmed the date yet.', 'user7@example.com',
                  '2025-03-01', '2025-03-11', 10, '2025-03-15', 10, 'In Progress', 'High', '{weekly,steering}', 1250.50 FROM p RETURNING *),
     a AS (INSERT INTO audit_log (user_id, action, entity_type, entity_id, after_state)
           SELECT '00000000-0000-4000-7000-000000000001', 'create', 'item', id, to_jsonb(i) FROM i)
SELECT * FROM i;
