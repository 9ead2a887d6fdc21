// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.haveModifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses MONITOR = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> location.contains("mlops-monitor"))
            .importPackages("dev.holdfast");

    @Test
    void theMonitorDoesNotSeeTheRegistry() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.holdfast.registry..",
                        "dev.holdfast.deployment..",
                        "dev.holdfast.tracking..",
                        "dev.holdfast.artifact..",
                        "dev.holdfast.audit..",
                        "dev.holdfast.signing..",
                        "dev.holdfast.pipeline..",
                        "dev.holdfast.workspace..",
                        "dev.holdfast.internal..",
                        "dev.holdfast.tribuo..",
                        "org.tribuo..")
                .because(
                        "the two meet in the host through core's interfaces, and only core's tribuo package knows Tribuo")
                .check(MONITOR);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.holdfast.(*)..")
                .should()
                .beFreeOfCycles()
                .because("drift and change know nothing of the monitor that uses them")
                .check(MONITOR);
    }

    @Test
    void publicClassesCannotBeExtended() {
        classes()
                .that()
                .arePublic()
                .and()
                .areNotInterfaces()
                .should(haveModifier(JavaModifier.FINAL))
                .because("behaviour is composed, not inherited")
                .check(MONITOR);
    }

    @Test
    void timeAndChanceComeFromTheHost() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .because("a replay must give the same answer")
                .check(MONITOR);
    }

    @Test
    void nothingStartsAThreadPrintsOrDeserialises() {
        noClasses()
                .should()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.concurrent.ExecutorService.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(PrintStream.class)
                .because("threads, streams and trust belong to the host")
                .check(MONITOR);
    }

    @Test
    void publicSignaturesNameNoLibrary() {
        DescribedPredicate<JavaClass> ofLibraries =
                resideInAnyPackage("com.fasterxml.jackson..", "org.apache.commons..", "org.slf4j..");
        noMethods()
                .that()
                .arePublic()
                .should()
                .haveRawReturnType(ofLibraries)
                .orShould()
                .haveRawParameterTypes(anyElementThat(ofLibraries))
                .because("a dependency in a signature cannot be changed any more")
                .check(MONITOR);
    }
}
