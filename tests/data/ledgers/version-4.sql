CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE action (
    id INTEGER PRIMARY KEY, verb TEXT NOT NULL, round TEXT, at TEXT NOT NULL, summary TEXT NOT NULL, undone_at TEXT);
CREATE TABLE task_number (
    fingerprint TEXT NOT NULL, task TEXT NOT NULL, action INTEGER NOT NULL REFERENCES action (id));
CREATE TABLE sent (
    id INTEGER PRIMARY KEY, action INTEGER NOT NULL REFERENCES action (id), round TEXT NOT NULL,
    department TEXT NOT NULL, revision INTEGER NOT NULL, title TEXT NOT NULL, deadline TEXT,
    path TEXT NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE sent_row (
    sent INTEGER NOT NULL REFERENCES sent (id), position INTEGER NOT NULL, task TEXT NOT NULL, role TEXT NOT NULL,
    project TEXT NOT NULL, content TEXT NOT NULL, schedule TEXT NOT NULL, due TEXT NOT NULL, due_is_day INTEGER NOT NULL,
    previous TEXT NOT NULL, closed INTEGER NOT NULL, change TEXT NOT NULL DEFAULT '', PRIMARY KEY (sent, position));
CREATE TABLE file_name (department TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE received (
    id INTEGER PRIMARY KEY, action INTEGER NOT NULL REFERENCES action (id), round TEXT NOT NULL, path TEXT NOT NULL,
    sha256 TEXT NOT NULL, verdict TEXT NOT NULL, department TEXT, revision INTEGER, people TEXT NOT NULL,
    reasons TEXT NOT NULL, sheet TEXT NOT NULL DEFAULT '', corrects TEXT NOT NULL DEFAULT '[]');
CREATE TABLE received_row (
    received INTEGER NOT NULL REFERENCES received (id), task TEXT NOT NULL, cell TEXT NOT NULL,
    PRIMARY KEY (received, task));
CREATE TABLE entry (
    received INTEGER NOT NULL REFERENCES received (id), task TEXT NOT NULL, field TEXT NOT NULL, cell TEXT NOT NULL,
    value TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (received, task, field));

CREATE TABLE doubt (
    id INTEGER PRIMARY KEY, received INTEGER NOT NULL REFERENCES received (id), task TEXT NOT NULL, field TEXT NOT NULL,
    cell TEXT NOT NULL, shown TEXT NOT NULL, proposal TEXT, kind TEXT);
CREATE TABLE decision (
    id INTEGER PRIMARY KEY, action INTEGER NOT NULL REFERENCES action (id), round TEXT NOT NULL, kind TEXT NOT NULL,
    department TEXT NOT NULL, task TEXT NOT NULL, field TEXT NOT NULL, before TEXT NOT NULL, reported TEXT NOT NULL,
    verdict TEXT NOT NULL, leader TEXT NOT NULL, day TEXT, operator TEXT NOT NULL, note TEXT NOT NULL);
CREATE INDEX doubt_by_received ON doubt (received);
CREATE INDEX sent_by_round ON sent (round, department);
CREATE INDEX received_by_round ON received (round);
PRAGMA user_version=4;
