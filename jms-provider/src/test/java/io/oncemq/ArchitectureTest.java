// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/** The layers of docs/architecture.md and what keeps them testable. */
@AnalyzeClasses(packages = "io.oncemq", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule dependenciesPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("root")
            .definedBy("io.oncemq")
            .layer("jms")
            .definedBy("io.oncemq.jms..")
            .layer("engine")
            .definedBy("io.oncemq.engine..")
            .layer("selector")
            .definedBy("io.oncemq.selector..")
            .layer("message")
            .definedBy("io.oncemq.message..")
            .layer("store")
            .definedBy("io.oncemq.store")
            .layer("jdbc")
            .definedBy("io.oncemq.store.jdbc..")
            .whereLayer("root")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("jms")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("engine")
            .mayOnlyBeAccessedByLayers("root", "jms")
            .whereLayer("jdbc")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("root", "jms", "engine", "jdbc")
            .whereLayer("selector")
            .mayOnlyBeAccessedByLayers("jms", "engine")
            .whereLayer("message")
            .mayOnlyBeAccessedByLayers("root", "jms", "engine", "selector", "store", "jdbc");

    @ArchTest
    static final ArchRule theJmsLayerSeesOnlyTheExceptionsOfTheStore = noClasses()
            .that()
            .resideInAPackage("io.oncemq.jms..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.oncemq.store..").and(not(assignableTo(Throwable.class))));

    @ArchTest
    static final ArchRule onlyTheJdbcStoreKnowsSql = noClasses()
            .that()
            .resideOutsideOfPackage("io.oncemq.store.jdbc..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.sql..", "org.h2..", "org.postgresql..", "org.flywaydb..")
                    .or(resideInAPackage("javax.sql..").and(not(assignableTo(DataSource.class)))));

    @ArchTest
    static final ArchRule theInnerLayersDoNotKnowJakarta = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.oncemq.engine..", "io.oncemq.store..", "io.oncemq.message..", "io.oncemq.selector..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta..");

    @ArchTest
    static final ArchRule layersDoNotGoInCircles =
            slices().matching("io.oncemq.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule partsOfTheEngineDoNotGoInCircles =
            slices().matching("io.oncemq.engine.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nobodyAsksTheJvmForTheTimeOrSleeps = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule threadsAreMadeInTheRootOnly = noClasses()
            .that()
            .resideOutsideOfPackage("io.oncemq")
            .should()
            .callConstructorWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                    com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                            assignableTo(Thread.class))))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Executors.class);
}
