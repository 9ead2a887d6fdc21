// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Holds the rules of the house that concern this module; a rule that matches no class fails. */
class ArchitectureTest {
    private static final String ROOT = "dev.holdfast";

    /** The classes of this module and of the core; those of the tests are left out. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static final String[] MODULE = {
        ROOT + ".internal.store..",
        ROOT + ".artifact..",
        ROOT + ".audit..",
        ROOT + ".signing..",
        ROOT + ".tracking..",
        ROOT + ".registry..",
        ROOT + ".workspace..",
        ROOT + ".deployment..",
        ROOT + ".pipeline..",
        ROOT + ".mlflow.."
    };

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(false).check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("a capability that can be read by itself is one that depends on no capability above it"));
    }

    @Test
    void theRegistryDoesNotSeeTheMonitor() {
        check(noClasses()
                .that()
                .resideInAnyPackage(MODULE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".monitor..", ROOT + ".drift..", ROOT + ".change..", ROOT + ".estimation..")
                .because("they meet in the host, through the core's interfaces"));
    }

    @Test
    void theCoreDoesNotSeeTheRegistry() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(MODULE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MODULE)
                .because("values and mathematics know nothing of storage"));
    }

    @Test
    void theInternalPackagesOfTheCoreAreNotReached() {
        check(noClasses()
                .that()
                .resideInAnyPackage(MODULE)
                .should()
                .dependOnClassesThat(
                        resideInAPackage(ROOT + ".internal..").and(not(resideInAPackage(ROOT + ".internal.store.."))))
                .because("what is internal may change at any time"));
    }

    @Test
    void thirdPartyAndJdbcTypesStayBehindTheSignatures() {
        check(methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(MODULE)
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage(ROOT + ".internal..")
                .and(describe("are part of the API", ArchitectureTest::isApi))
                .should(notMention("com.fasterxml.jackson", "com.github.benmanes", "java.sql", "org.sqlite"))
                .because("a library's own dependencies must be free to change without breaking its users"));
    }

    @Test
    void onlyTheFactoryOfObjectBlobsTakesTheClientOfTheHost() {
        check(methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(MODULE)
                .and(describe("are part of the API", ArchitectureTest::isApi))
                .and(not(describe(
                        "are the factory", method -> method.getFullName().startsWith(ROOT + ".artifact.S3Blobs.of("))))
                .should(notMention("software.amazon"))
                .because("who leaves the optional dependency away must not miss it"));
        check(noClasses()
                .that()
                .resideInAnyPackage(MODULE)
                .and()
                .haveSimpleNameNotStartingWith("S3")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon..")
                .because("who leaves the optional dependency away must not miss it"));
    }

    @Test
    void internalTypesAppearOnlyInTheFactoriesThatTheWorkspaceCalls() {
        check(methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(MODULE)
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage(ROOT + ".internal..")
                .and(describe("are part of the API", ArchitectureTest::isApi))
                .and()
                .doNotHaveName("on")
                .should(notMention(ROOT + ".internal"))
                .because("what is internal may change at any time"));
    }

    private static boolean isApi(JavaMethod method) {
        return method.getOwner().getModifiers().contains(JavaModifier.PUBLIC)
                && (method.getModifiers().contains(JavaModifier.PUBLIC)
                        || method.getModifiers().contains(JavaModifier.PROTECTED));
    }

    private static ArchCondition<JavaMethod> notMention(String... packages) {
        return new ArchCondition<>("not mention types of " + String.join(", ", packages)) {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                method.getAllInvolvedRawTypes().stream()
                        .filter(type -> Arrays.stream(packages).anyMatch(type.getName()::startsWith))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                method, method.getFullName() + " mentions " + type.getName())));
            }
        };
    }

    @Test
    void onlyTheStoreTalksToTheDatabase() {
        check(noClasses()
                .that()
                .resideInAnyPackage(MODULE)
                .and()
                .resideOutsideOfPackage(ROOT + ".internal.store..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Connection.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Statement.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(PreparedStatement.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("org.sqlite..")
                .because("every change goes through one door, which knows how to repeat and to undo it"));
    }

    @Test
    void timeAndChanceAreHandedIn() {
        check(noClasses()
                .that()
                .resideInAnyPackage(MODULE)
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(ThreadLocalRandom.class, "current")
                .because("what depends on the hour or on chance can be neither tested nor repeated"));
    }

    @Test
    void nobodyTalksToTheConsoleOrEndsTheJvm() {
        check(noClasses()
                .that()
                .resideInAnyPackage(MODULE)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .because("the host's console, log and life belong to the host"));
    }

    @Test
    void nothingIsReadByJavaSerialisationAndNoProcessIsStarted() {
        check(noClasses()
                .that()
                .resideInAnyPackage(MODULE)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .because("what is stored must not be able to run code when it is read"));
    }

    @Test
    void publicTypesAreClosedForExtensionUnlessTheyAreInterfaces() {
        check(classes()
                .that()
                .resideInAnyPackage(MODULE)
                .and()
                .arePublic()
                .and(describe("are no interfaces", type -> !type.isInterface()))
                .should(beClosed())
                .because("an open class promises behaviour that nobody has written down"));
    }

    private static ArchCondition<JavaClass> beClosed() {
        return new ArchCondition<>("be final, a record, an enum or sealed") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean closed = type.getModifiers().contains(JavaModifier.FINAL)
                        || type.isRecord()
                        || type.isEnum()
                        || type.reflect().isSealed();
                if (!closed) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " can be extended by anybody"));
                }
            }
        };
    }
}
