// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.testkit.Backing;

class PostgresDeploymentLeaseTest extends DeploymentLeaseTest {
    @Override
    Backing backing() {
        return Backing.postgres();
    }
}
