-- How many organizations a database server takes; null: as many as come.

alter table database_servers add column max_organizations integer check (max_organizations > 0);
