-- psql -v org=N -v user=UUID: 5 projects of 400 items, as ../peers/seed/seed_org.sql makes them, in an organization's database
-- that no grain has loaded yet.
BEGIN;
INSERT INTO projects (id, name, client_name, project_start, project_end, indicators_updated, next_item_num)
SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(:org * 1000 + p), 12, '0'))::uuid, 'Project ' || p || ' of org ' || :org,
       'Client ' || p, '2025-01-06', '2026-06-30', now(), 401
FROM generate_series(1, 5) p;
INSERT INTO workstreams (id, project_id, name, sort_order)
SELECT gen_random_uuid(), p.id, 'Workstream ' || w, w FROM projects p, generate_series(1, 4) w WHERE p.next_item_num = 401;
INSERT INTO items (id, project_id, item_num, type, title, description, workstream_id, assigned_to, start_date, finish_date,
                   duration_days, deadline, draft, client_visible, percent_complete, indicator, priority, rpt_out, budget_amount)
SELECT gen_random_uuid(), p.id, n,
       (enum_range(NULL::item_type))[1 + n % 7],
       'Item ' || n || ': review the integration plan with the vendor team',
       'Description of item ' || n || '. ' || repeat('The steering group asked for an updated estimate. ', 4),
       (SELECT w.id FROM workstreams w WHERE w.project_id = p.id AND w.sort_order = 1 + n % 4),
       'user' || n % 23 || '@example.com',
       date '2025-01-06' + n % 200, date '2025-01-06' + n % 200 + 10, 10, date '2025-01-06' + n % 200 + 14,
       n % 17 = 0, n % 5 <> 0, (n * 7) % 101,
       (enum_range(NULL::indicator))[1 + n % 10],
       (ARRAY['High', 'Medium', 'Low'])[1 + n % 3], ARRAY['weekly', 'steering'], n * 137.50
FROM projects p, generate_series(1, 400) n WHERE p.next_item_num = 401;
-- Ten chat sessions a project, with ids as ../peers/seed/seed_org.sql makes them, of the organization's owner.
INSERT INTO chat_sessions (id, user_id, project_id, title)
SELECT ('00000000-0000-4000-9000-' || lpad(to_hex(:org * 1000 + p * 10 + s), 12, '0'))::uuid, :'user',
       ('00000000-0000-4000-8000-' || lpad(to_hex(:org * 1000 + p), 12, '0'))::uuid, 'Chat ' || s
FROM generate_series(1, 5) p, generate_series(0, 9) s;
INSERT INTO chat_session_members (session_id, user_id) SELECT id, user_id FROM chat_sessions;
COMMIT;
VACUUM ANALYZE;
