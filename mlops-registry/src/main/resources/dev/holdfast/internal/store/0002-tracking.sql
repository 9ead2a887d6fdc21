-- SPDX-License-Identifier: Apache-2.0
-- Who may write to a run is the attempt that holds its lease: each resumption is a new one.

ALTER TABLE hf_run ADD COLUMN attempt BIGINT NOT NULL DEFAULT 1;
CREATE INDEX hf_run_by_lease ON hf_run (status, lease_until);

-- The fingerprint of the rows in whatever order; empty for data sets that were recorded before this column was there.
ALTER TABLE hf_dataset ADD COLUMN rows_fingerprint TEXT NOT NULL DEFAULT '';

-- The class paths of processes that ran runs, each kept once; the environment of a run names one by its digest.
CREATE TABLE hf_class_path (
    digest TEXT PRIMARY KEY,
    document TEXT NOT NULL
);
