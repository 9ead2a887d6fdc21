-- SPDX-License-Identifier: Apache-2.0
-- Who a pseudonym of the audit trail stands for. Erasing a person sets name and salt to NULL, for ever.

CREATE TABLE hf_person (
    pseudonym TEXT PRIMARY KEY,
    name TEXT UNIQUE,
    salt TEXT
);

-- What people wrote beside an entry. The chain covers the commitment, SHA-256(salt, remarks), so that remarks and salt
-- can be erased. NULL in entries of schemas 1 and 2, which had neither remarks nor pseudonyms.
ALTER TABLE hf_audit ADD COLUMN remarks TEXT;
ALTER TABLE hf_audit ADD COLUMN salt TEXT;
ALTER TABLE hf_audit ADD COLUMN commitment TEXT;
CREATE INDEX hf_audit_by_actor ON hf_audit (actor, sequence);
CREATE INDEX hf_audit_by_target ON hf_audit (target, sequence);

-- One row: the end of the trail. Writers of the trail queue at it.
CREATE TABLE hf_audit_head (
    id BIGINT PRIMARY KEY,
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO hf_audit_head (id, sequence, hash) SELECT 1, COALESCE(MAX(sequence), 0),
    COALESCE((SELECT hash FROM hf_audit ORDER BY sequence DESC LIMIT 1),
    '0000000000000000000000000000000000000000000000000000000000000000') FROM hf_audit;

CREATE TABLE hf_audit_checkpoint (
    seq ${sequence},
    sequence BIGINT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX hf_audit_checkpoint_by_sequence ON hf_audit_checkpoint (sequence, seq);

-- The audit entry that recorded a consent; consents of schemas 1 and 2 have none and count no more.
ALTER TABLE hf_approval ADD COLUMN audit BIGINT;

CREATE TABLE hf_approval_revocation (
    approval BIGINT PRIMARY KEY REFERENCES hf_approval (seq),
    audit BIGINT NOT NULL,
    at BIGINT NOT NULL
);

-- A consent serves one promotion to an alias.
CREATE TABLE hf_approval_use (
    approval BIGINT NOT NULL REFERENCES hf_approval (seq),
    alias TEXT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (approval, alias)
);

-- An emergency override that one person asked for and a second confirms, or not, before it lapses.
CREATE TABLE hf_override (
    id TEXT PRIMARY KEY,
    model BIGINT NOT NULL REFERENCES hf_model (id),
    version BIGINT NOT NULL,
    digest TEXT NOT NULL,
    alias TEXT NOT NULL,
    revision BIGINT NOT NULL,
    actor TEXT NOT NULL,
    roles TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    confirmed BIGINT
);
ALTER TABLE hf_alias_change ADD COLUMN until BIGINT;

-- A DSSE envelope over the statement that names every file of a version.
CREATE TABLE hf_signature (
    seq ${sequence},
    model BIGINT NOT NULL REFERENCES hf_model (id),
    version BIGINT NOT NULL,
    digest TEXT NOT NULL,
    envelope TEXT NOT NULL
);
CREATE INDEX hf_signature_by_version ON hf_signature (model, version, seq);

-- What is kept beside a version and may change, such as the human parts of its card; consents cover it.
CREATE TABLE hf_amendment (
    model BIGINT NOT NULL REFERENCES hf_model (id),
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (model, version, name)
);
