// The tables of a copy, and how a fact's place in them is written.

/** The file in the profile's folder. */
export const COPY_FILE = 'copy.db'

/**
 * Sequence numbers of a room. A fact's place is one integer, branch × 2^40 + sequence: facts and their words
 * lie in the order in which they are read, so a page is one stretch of the file and a search needs no sort.
 * 2^40 facts are 30,000 a second for a year; 2^23 branches are left.
 */
export const MAX_SEQUENCE = 2 ** 40 - 1

/**
 * Numbered migrations; what is released is never changed, only added to.
 *
 * - `room`: what is known of a room. `you` is a member as JSON, null when it was never joined.
 * - `branch`: one history of a room. The highest number is the present one, the others were put aside. `held`
 *   is a JSON array of [from, to].
 * - `fact`: `body` is the fact as JSON.
 * - `word`: the words of messages, without their texts. What goes in comes from `toIndexedText`: when that
 *   changes, a migration must fill the index anew. Prefixes of one and two characters match the most words,
 *   so they have indexes of their own. Its pages are small and merged late: what is merged with every 64 pages
 *   written is then a moment's work, not one that a commit waits for.
 * - `pending`: the outbox. It names host and room itself, so that it can be saved when other tables are damaged.
 *   `body` is text and time as JSON, because SQLite's text ends at a NUL; `failure` is an error as JSON.
 */
export const COPY_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE room (
    number INTEGER PRIMARY KEY,
    host TEXT NOT NULL,
    room TEXT NOT NULL,
    name TEXT NOT NULL,
    you TEXT,
    UNIQUE (host, room)
  ) STRICT;
  CREATE TABLE branch (
    number INTEGER PRIMARY KEY,
    room INTEGER NOT NULL REFERENCES room,
    held TEXT NOT NULL DEFAULT '[]'
  ) STRICT;
  CREATE INDEX branch_of_room ON branch (room, number);
  CREATE TABLE fact (
    place INTEGER PRIMARY KEY,
    epoch TEXT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE VIRTUAL TABLE word USING fts5 (
    text,
    content = '',
    contentless_delete = 1,
    prefix = '1 2',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co So'"
  );
  INSERT INTO word (word, rank) VALUES ('pgsz', 1000), ('automerge', 8);
  CREATE TABLE pending (
    position INTEGER PRIMARY KEY,
    host TEXT NOT NULL,
    room TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    failure TEXT,
    UNIQUE (host, room, id)
  ) STRICT;
  `,
]
