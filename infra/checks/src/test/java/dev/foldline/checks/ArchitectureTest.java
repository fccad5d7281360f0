package dev.foldline.checks;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * Dependencies point one way: domain ← batch ← loop → store ← store.postgres, forward → store, services → schemas →
 * domain.
 */
@AnalyzeClasses(packages = "dev.foldline", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String OURS = "dev.foldline..";
    private static final String COMMAND = "dev.foldline.command";
    private static final String STORE = COMMAND + ".store";
    private static final String ENTRY = COMMAND + ".store.entry..";
    private static final String STREAM = COMMAND + ".stream..";
    private static final String READ = COMMAND + ".read..";
    private static final String INLINE_VIEW = COMMAND + ".view..";
    private static final String STORE_POSTGRES = COMMAND + ".store.postgres..";
    private static final String SESSION = COMMAND + ".store.postgres.session..";
    private static final String ROWS = COMMAND + ".store.postgres.rows..";
    private static final String BATCH = COMMAND + ".batch..";
    private static final String LOOP = COMMAND + ".loop..";
    private static final String FORWARD = COMMAND + ".forward..";
    private static final String REPLAY = COMMAND + ".replay..";
    private static final String DEAD_LETTER = COMMAND + ".deadletter..";
    private static final String CONFIG = COMMAND + ".config..";
    private static final String OPS = COMMAND + ".ops..";

    private static final String PROJECTION = "dev.foldline.projection";
    private static final String COMMAND_SERVICE = COMMAND + "..";
    private static final String PROJECTION_SERVICE = PROJECTION + "..";
    private static final String RUNTIME = "dev.foldline.runtime..";
    private static final String GENERATED = "dev.foldline.schema..";
    private static final String CONTRACT = "dev.foldline.contract..";
    private static final String SERDE = "dev.foldline.serde..";
    private static final String DOMAIN_API = "dev.foldline.domain..";
    private static final String SPEC = "dev.foldline.domain.spec..";
    private static final String STREAMS_DOOR = "dev.foldline.domain.topology..";
    private static final String CLIENT = "dev.foldline.client..";
    private static final String SETUP = "dev.foldline.setup..";
    private static final String STACK = "dev.foldline.stack..";
    private static final String VERIFY = "dev.foldline.verify..";

    private static final String EXAMPLE = "dev.foldline.example..";

    /** What is generated from the schemas of the example domains; the pipeline's own are one package above. */
    private static final String EXAMPLE_RECORDS = "dev.foldline.schema.*..";

    private static final DescribedPredicate<JavaClass> PURE = resideInAPackage(EXAMPLE)
            .or(resideInAPackage(DOMAIN_API).and(DescribedPredicate.not(resideInAnyPackage(SPEC, STREAMS_DOOR))))
            .as("the example domains and what they are written against");

    @ArchTest
    void domainsAndViewsKnowNoKafkaNoDatabaseAndNoLogger(JavaClasses classes) {
        noClasses()
                .that(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "io.confluent..",
                        "java.sql..",
                        "javax.sql..",
                        "org.postgresql..",
                        "org.slf4j..",
                        "java.util.logging..")
                .check(classes);
    }

    @ArchTest
    void domainsAndViewsLookAtNoClockAndThrowNoDice(JavaClasses classes) {
        noClasses()
                .that(PURE)
                .should()
                .dependOnClassesThat(belongToAnyOf(Clock.class, InstantSource.class)
                        .or(JavaClass.Predicates.assignableTo(Random.class))
                        .or(JavaClass.Predicates.assignableTo(RandomGenerator.class)))
                .orShould()
                .accessTargetWhere(timeOrChance())
                .check(classes);
    }

    @ArchTest
    void domainApiDependsOnNothingOfOurs(JavaClasses classes) {
        only(resideInAPackage(DOMAIN_API), DOMAIN_API).check(classes);
    }

    /** A jar without Kafka Streams may use all but one package of it. */
    @ArchTest
    void onlyOnePackageOfDomainApiKnowsKafka(JavaClasses classes) {
        noClasses()
                .that(resideInAPackage(DOMAIN_API).and(DescribedPredicate.not(resideInAPackage(STREAMS_DOOR))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(STREAMS_DOOR, "org.apache.kafka..")
                .check(classes);
    }

    @ArchTest
    void domainsAndViewsDependOnDomainApiAndTheirRecordsAlone(JavaClasses classes) {
        // A domain may use another one's, as a process between two has to. The rule on cycles keeps the direction.
        noClasses()
                .that()
                .resideInAPackage(EXAMPLE)
                .should()
                .dependOnClassesThat(resideInAPackage(OURS)
                        .and(DescribedPredicate.not(resideInAnyPackage(EXAMPLE, DOMAIN_API, EXAMPLE_RECORDS))))
                .check(classes);
    }

    /** They are found with ServiceLoader: a domain is added, or left out, without touching the engine. */
    @ArchTest
    void enginesKnowNoDomainAndNoView(JavaClasses classes) {
        String[] programs = {
            "dev.foldline.cli..", "dev.foldline.demo..", "dev.foldline.torture..", "dev.foldline.bench.."
        };
        DescribedPredicate<JavaClass> engines = DescribedPredicate.not(
                resideInAnyPackage(EXAMPLE, EXAMPLE_RECORDS).or(resideInAnyPackage(programs)));
        noClasses()
                .that(engines)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(EXAMPLE)
                .check(classes);
        noClasses()
                .that(engines)
                .and()
                .resideOutsideOfPackage(VERIFY)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(EXAMPLE_RECORDS)
                .check(classes);
    }

    @ArchTest
    void nobodyKnowsTheSpecsOfTests(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackage(SPEC)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SPEC)
                .check(classes);
    }

    @ArchTest
    void storePortDependsOnSchemasAlone(JavaClasses classes) {
        only(resideInAnyPackage(STORE, ENTRY), STORE, ENTRY, GENERATED, CONTRACT)
                .check(classes);
    }

    @ArchTest
    void postgresStoreDependsOnItsPorts(JavaClasses classes) {
        only(resideInAPackage(STORE_POSTGRES), STORE_POSTGRES, STORE, ENTRY, GENERATED, SERDE, RUNTIME)
                .check(classes);
    }

    @ArchTest
    void aStreamInMemoryKnowsTheStorePortAndDecide(JavaClasses classes) {
        only(resideInAPackage(STREAM), STREAM, STORE, ENTRY, DOMAIN_API, GENERATED, CONTRACT, SERDE, RUNTIME)
                .check(classes);
    }

    @ArchTest
    void readsAndRebuildsKnowStreamsAndTheirOwnTables(JavaClasses classes) {
        onlyWithRows(READ, STREAM, STORE, ENTRY, DOMAIN_API, GENERATED, CONTRACT, SERDE, RUNTIME)
                .check(classes);
        onlyWithRows(INLINE_VIEW, STREAM, STORE, ENTRY, DOMAIN_API, SERDE, RUNTIME)
                .check(classes);
    }

    /**
     * What a batch becomes is decided without committing anything, and without Kafka's clients beyond their records.
     */
    @ArchTest
    void batchDependsOnTheStorePortAndDecide(JavaClasses classes) {
        only(
                        resideInAPackage(BATCH),
                        BATCH,
                        STREAM,
                        STORE,
                        ENTRY,
                        FORWARD,
                        DOMAIN_API,
                        GENERATED,
                        CONTRACT,
                        SERDE,
                        RUNTIME)
                .check(classes);
    }

    @ArchTest
    void loopDependsOnPortsAlone(JavaClasses classes) {
        only(
                        resideInAPackage(LOOP),
                        LOOP,
                        BATCH,
                        STREAM,
                        STORE,
                        ENTRY,
                        FORWARD,
                        CONFIG,
                        OPS,
                        GENERATED,
                        CONTRACT,
                        SERDE,
                        RUNTIME)
                .check(classes);
    }

    @ArchTest
    void forwardDependsOnTheStorePort(JavaClasses classes) {
        only(resideInAPackage(FORWARD), FORWARD, STORE, ENTRY, CONFIG, OPS, GENERATED, CONTRACT, SERDE, RUNTIME)
                .check(classes);
    }

    /** Building a topic again is a step of setting up, so it may make the topic. */
    @ArchTest
    void replayDependsOnForwardAndTheStorePort(JavaClasses classes) {
        onlyWithRows(REPLAY, FORWARD, STORE, ENTRY, CONTRACT, SETUP, RUNTIME).check(classes);
    }

    @ArchTest
    void deadLettersDependOnTheStorePort(JavaClasses classes) {
        onlyWithRows(DEAD_LETTER, STORE, ENTRY, GENERATED, CONTRACT, SERDE, RUNTIME)
                .check(classes);
    }

    @ArchTest
    void onlyTheWiringKnowsThatTheStoreIsPostgres(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackages(COMMAND, STORE_POSTGRES)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(COMMAND + ".store.postgres")
                .check(classes);
    }

    /** Those of the loop reach the database through the store's port alone. */
    @ArchTest
    void onlyTheStoreAndTheFeaturesBesideTheLoopUseConnections(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage(COMMAND + ".*..")
                .and()
                .resideOutsideOfPackages(STORE_POSTGRES, READ, REPLAY, DEAD_LETTER, INLINE_VIEW, OPS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SESSION, ROWS)
                .check(classes);
    }

    @ArchTest
    void nothingDependsOnTheWiring(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackages(COMMAND, PROJECTION)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(COMMAND, PROJECTION)
                .check(classes);
    }

    @ArchTest
    void servicesDependOnSchemasAndRuntimeAlone(JavaClasses classes) {
        only(
                        resideInAPackage(COMMAND_SERVICE)
                                .and(DescribedPredicate.not(resideInAPackage(REPLAY)))
                                .as("classes of command-service but the replay"),
                        COMMAND_SERVICE,
                        GENERATED,
                        CONTRACT,
                        SERDE,
                        DOMAIN_API,
                        RUNTIME)
                .check(classes);
        only(resideInAPackage(PROJECTION_SERVICE), PROJECTION_SERVICE, GENERATED, CONTRACT, SERDE, DOMAIN_API, RUNTIME)
                .check(classes);
    }

    @ArchTest
    void schemasAndRuntimeKnowNoService(JavaClasses classes) {
        String[] schemas = {DOMAIN_API, GENERATED, CONTRACT, SERDE, CLIENT, SETUP};
        only(resideInAnyPackage(schemas), schemas).check(classes);
        only(resideInAPackage(RUNTIME), RUNTIME, DOMAIN_API, GENERATED, CONTRACT, SERDE)
                .check(classes);
    }

    /**
     * Neither may know the other, nor a service, nor the logic of a domain. For the other modules of infra their
     * pom.xml says it.
     */
    @ArchTest
    void verifyAndTheStackKnowSchemasAlone(JavaClasses classes) {
        only(resideInAPackage(VERIFY), VERIFY, GENERATED, CONTRACT, SERDE, DOMAIN_API)
                .check(classes);
        only(resideInAPackage(STACK), STACK, CONTRACT, SETUP).check(classes);
    }

    @ArchTest
    void packagesFormNoCycle(JavaClasses classes) {
        slices().matching("dev.foldline.(**)").should().beFreeOfCycles().check(classes);
    }

    @ArchTest
    void everyPackageIsNullMarked(JavaClasses classes) {
        classes()
                .that()
                .resideOutsideOfPackages(GENERATED, "dev.foldline.bench.step.jmh_generated..")
                .should(resideInANullMarkedPackage())
                .check(classes);
    }

    @ArchTest
    void namesSayWhatATypeIs(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackage(GENERATED)
                .and()
                .doNotHaveSimpleName("ProcessManager") // the name of the pattern
                .should()
                .haveNameMatching(".*(Impl|Manager|Helper|Utils?)")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .check(classes);
    }

    /** A feature beside the loop may also use a connection of its own and the rows of the store's tables. */
    private static ArchRule onlyWithRows(String feature, String... packages) {
        Stream<String> all = Stream.concat(Stream.of(feature, SESSION, ROWS), Arrays.stream(packages));
        return only(resideInAPackage(feature), all.toArray(String[]::new));
    }

    /** The subject may depend on these packages, and otherwise on nothing of ours. */
    private static ArchRule only(DescribedPredicate<JavaClass> subject, String... packages) {
        return noClasses()
                .that(subject)
                .should()
                .dependOnClassesThat(resideInAPackage(OURS)
                        .and(DescribedPredicate.not(resideInAnyPackage(packages)))
                        .as("are ours but outside of %s", Arrays.toString(packages)));
    }

    /** Whatever gives another answer when it is asked again. */
    private static DescribedPredicate<JavaAccess<?>> timeOrChance() {
        Set<String> methods = Set.of(
                "java.lang.System.currentTimeMillis",
                "java.lang.System.nanoTime",
                "java.lang.Math.random",
                "java.util.UUID.randomUUID");
        return describe("the target gives time or chance", access -> {
            String owner = access.getTargetOwner().getName();
            String method = access.getTarget().getName();
            return methods.contains(owner + '.' + method) || (owner.startsWith("java.time.") && method.equals("now"));
        });
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        type, marked, type.getPackageName() + " of " + type.getSimpleName() + " is not @NullMarked"));
            }
        };
    }
}
