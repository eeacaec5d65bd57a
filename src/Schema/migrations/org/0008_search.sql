-- Full text over items, notes and names of files. A document for each of those, beside them and not a column of theirs: rows of items
-- go into the audit log whole. Triggers note down which items were touched, in the transaction of the change, so that nothing that
-- writes has to think of it; the words are made of what was noted by whoever searches next, in bounded pieces, and until then read
-- from the texts themselves. So a search is right at once, and a new item pays for a line and not for its words.

-- The language that texts are read in; one row. A document keeps the language that it was made with, so that a change of language
-- is carried out in bounded pieces.
create table search_settings (
    singleton boolean   primary key default true check (singleton),
    language  regconfig not null
);
insert into search_settings (language) values ('english');

-- Items whose documents are not what they should be: an item can stand here often. No key and no index: it is read whole, and short.
create table search_pending (
    item_id uuid not null
) with (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_insert_threshold = -1);

-- No foreign keys: their checks would cost more than the words do. What is gone is removed as what is changed is.
create table search_documents (
    id          uuid      primary key,          -- of the item, note or attachment
    kind        text      not null check (kind in ('item', 'note', 'attachment')),
    item_id     uuid      not null,
    project_id  uuid      not null,
    for_viewers boolean   not null,             -- of an item that viewers may see
    language    regconfig not null,
    words       tsvector  not null
);
create index search_documents_words_idx on search_documents using gin (words);
create index search_documents_parts_idx on search_documents (item_id) where kind <> 'item';

create function braid_note_items() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    insert into public.search_pending (item_id) select t.id from touched t;
    return null;
end
$$;

create function braid_note_parts() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    insert into public.search_pending (item_id) select t.item_id from touched t;
    return null;
end
$$;

create function braid_note_item() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    insert into public.search_pending (item_id) values (new.id);
    return null;
end
$$;

create trigger items_note_new after insert on items
    referencing new table as touched for each statement execute function braid_note_items();
-- Most changes of items (a percentage, an indicator, a date) change no word: the condition is all that they cost.
create trigger items_note_changed after update on items for each row
    when (new.title is distinct from old.title or new.description is distinct from old.description
          or new.draft is distinct from old.draft or new.client_visible is distinct from old.client_visible
          or new.deleted_at is distinct from old.deleted_at)
    execute function braid_note_item();
create trigger items_note_removed after delete on items
    referencing old table as touched for each statement execute function braid_note_items();
create trigger item_notes_note_new after insert on item_notes
    referencing new table as touched for each statement execute function braid_note_parts();
create trigger item_notes_note_changed after update on item_notes
    referencing new table as touched for each statement execute function braid_note_parts();
create trigger item_notes_note_removed after delete on item_notes
    referencing old table as touched for each statement execute function braid_note_parts();
create trigger attachments_note_new after insert on attachments
    referencing new table as touched for each statement execute function braid_note_parts();
create trigger attachments_note_removed after delete on attachments
    referencing old table as touched for each statement execute function braid_note_parts();

-- What organizations hold already.
insert into search_pending (item_id) select id from items;

revoke all on function braid_note_items(), braid_note_parts(), braid_note_item() from public;
grant select, insert, update, delete on search_settings, search_documents, search_pending to braid_app;
