\set s random(1010, 1059)
WITH s AS (UPDATE chat_sessions SET updated_at = now() WHERE id = ('00000000-0000-4000-9000-' || lpad(to_hex(:s::int), 12, '0'))::uuid RETURNING id)
INSERT INTO chat_messages (session_id, role, content)
SELECT id, 'user', 'Message ' || :s::int || ': the vendor has confirmed the date; the steering group asked for an updated estimate.' FROM s
RETURNING id, created_at;
