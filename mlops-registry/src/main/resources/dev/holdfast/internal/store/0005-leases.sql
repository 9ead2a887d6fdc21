-- SPDX-License-Identifier: Apache-2.0
-- When a program's reliance on a version ends unless it is renewed; NULL for what stands until it is released.
ALTER TABLE hf_version_hold ADD COLUMN until BIGINT;

-- The versions that aliases of one name name, in the order of the models.
CREATE INDEX hf_alias_by_name ON hf_alias (name, model, version);
