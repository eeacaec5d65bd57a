-- psql -v id=UUID -v items=N: one large project, in an organization's database while no host runs.
BEGIN;
INSERT INTO projects (id, name, project_start, project_end, indicators_updated, next_item_num)
VALUES (:'id', 'A project of ' || :items, '2025-01-06', '2026-06-30', now(), :items + 1);
INSERT INTO items (id, project_id, item_num, type, title, description, assigned_to, start_date, finish_date, duration_days, deadline,
                   percent_complete, indicator, priority, budget_amount)
SELECT gen_random_uuid(), :'id', n,
       (enum_range(NULL::item_type))[1 + n % 7],
       'Item ' || n || ': review the integration plan with the vendor team',
       'Description of item ' || n || '. ' || repeat('The steering group asked for an updated estimate. ', 4),
       'user' || n % 23 || '@example.com',
       date '2025-01-06' + n % 200, date '2025-01-06' + n % 200 + 10, 10, date '2025-01-06' + n % 200 + 14,
       (n * 7) % 101, (enum_range(NULL::indicator))[1 + n % 10], (ARRAY['High', 'Medium', 'Low'])[1 + n % 3], n % 1000 * 137.50
FROM generate_series(1, :items) n;
COMMIT;
VACUUM ANALYZE;
