-- A message and its place in the outbox are written together or not at all.
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,   -- what the visitor is told: says nothing of how many there are
    received_at REAL NOT NULL,        -- seconds since 1970, as are all times here
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,              -- E.164, or empty
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    submission TEXT NOT NULL UNIQUE,  -- of the form or of the client's Idempotency-Key: the same twice is one message
    read_at REAL
) STRICT;

CREATE INDEX IF NOT EXISTS messages_received_at ON messages (received_at);

CREATE TABLE IF NOT EXISTS outbox (
    message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    mail_id TEXT NOT NULL UNIQUE,     -- the Message-ID: chosen once, the same at every attempt
    attempts INTEGER NOT NULL DEFAULT 0,
    queued_at REAL NOT NULL,          -- since when we have been trying
    due_at REAL NOT NULL,             -- when to try next
    sent_at REAL,
    failed_at REAL,                   -- given up: a person has to look
    last_error TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX IF NOT EXISTS outbox_due_at ON outbox (due_at) WHERE sent_at IS NULL AND failed_at IS NULL;

-- A message with how its mail fares, and all its text in one piece for whoever searches it.
CREATE VIEW IF NOT EXISTS deliveries AS
SELECT *, reference || char(10) || name || char(10) || email || char(10) || phone || char(10) || subject || char(10) || body AS everything
FROM messages JOIN outbox ON message_id = id;

CREATE VIEW IF NOT EXISTS waiting AS
SELECT * FROM deliveries WHERE sent_at IS NULL AND failed_at IS NULL;

CREATE TABLE IF NOT EXISTS owners (
    name TEXT PRIMARY KEY,
    password TEXT NOT NULL            -- a scrypt hash
) STRICT;
