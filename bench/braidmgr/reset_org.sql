-- Back to the filled size, between rounds, while no host runs. A superuser may lift what keeps the audit log append-only.
ALTER TABLE audit_log DISABLE TRIGGER USER;
TRUNCATE audit_log, idempotency_keys;
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_append_only, ENABLE ALWAYS TRIGGER audit_log_no_truncate;
TRUNCATE chat_messages;
UPDATE chat_sessions SET next_seq = 1;
DELETE FROM items WHERE item_num > 400;
UPDATE projects SET next_item_num = 401;
VACUUM ANALYZE;
