package io.github.hypersender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.hypersender.jvm.HypersenderFutures;
import io.github.hypersender.jvm.HypersenderOptionsBuilder;
import io.github.hypersender.jvm.LinkOptionsBuilder;
import io.github.hypersender.jvm.SandboxFutures;
import io.github.hypersender.testing.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FromJavaTest {
    @Test
    void aPhoneIsLinkedWithFutures() {
        try (var sandbox = Sandbox.start(60.0);
                var client = new HypersenderFutures(sandbox.client())) {
            sandbox.expect("{\"shown\": 1, \"after\": 8, \"do\": {\"scan\": {}}}");
            List<LinkEvent> events = new ArrayList<>();
            var options = new LinkOptionsBuilder().timeout(Duration.ofMinutes(2)).maxQrCodes(2).build();
            var linked = client.link(sandbox.getInstance(), options, events::add).join();
            assertEquals(sandbox.getInstance(), linked.getInstanceId());
            assertTrue(events.stream().anyMatch(event -> event instanceof LinkEvent.QrCode));
            assertEquals(Status.Working.INSTANCE, client.health(sandbox.getInstance()).join().getStatus());
        }
    }

    @Test
    void aFailureIsTheCauseAsUsual() {
        try (var sandbox = Sandbox.start();
                var client = new HypersenderFutures(sandbox.client())) {
            client.requestNewQrCode(sandbox.getInstance()).join();
            var second = client.requestNewQrCode(sandbox.getInstance());
            var failure = assertThrows(CompletionException.class, second::join).getCause();
            var limited = assertInstanceOf(HypersenderException.RateLimited.class, failure);
            assertEquals(LimitedBy.CLIENT, limited.getLimitedBy());
            assertTrue(HypersenderFutures.retryAfter(limited).compareTo(Duration.ofSeconds(61)) <= 0);
        }
    }

    @Test
    void aFutureThatIsCancelledDropsItsRequest() throws Exception {
        var faults = "{\"faults\": [{\"times\": null, \"fault\": \"never_answer\"}]}";
        try (var sandbox = Sandbox.start(1.0, List.of(), faults);
                var client = new HypersenderFutures(sandbox.client())) {
            var call = client.health(sandbox.getInstance());
            while (sandbox.getRequests().isEmpty()) Thread.onSpinWait();
            assertTrue(call.cancel(true));
            while (sandbox.getOpenConnections() > 0) Thread.onSpinWait();
            assertEquals("client_left", sandbox.getRequests().get(0).getEnd());
        }
    }

    @Test
    void whatIsUnderWayWhenTheClientIsClosedAndWhatComesLaterFailsAsClosed() {
        var faults = "{\"faults\": [{\"times\": null, \"fault\": \"never_answer\"}]}";
        try (var sandbox = Sandbox.start(1.0, List.of(), faults)) {
            var client = new HypersenderFutures(sandbox.client());
            var call = client.health(sandbox.getInstance());
            while (sandbox.getRequests().isEmpty()) Thread.onSpinWait();
            client.close();
            for (var each : List.of(call, client.health(sandbox.getInstance()))) {
                var failure = assertThrows(CompletionException.class, each::join).getCause();
                assertInstanceOf(HypersenderException.Closed.class, failure);
            }
        }
    }

    @Test
    void whoIsToldAnEventMayWaitForAnotherCall() throws Exception {
        try (var sandbox = Sandbox.start();
                var client = new HypersenderFutures(sandbox.client())) {
            // More than there are threads for what does not wait.
            var many = Runtime.getRuntime().availableProcessors() + 2;
            var shown = new Phaser(many);
            var answered = new CountDownLatch(many);
            for (var n = 0; n < many; n++) {
                client.link(
                        sandbox.getInstance(),
                        event -> {
                            if (!(event instanceof LinkEvent.QrCode)) return;
                            shown.arriveAndAwaitAdvance();
                            client.listInstances().join();
                            answered.countDown();
                        });
            }
            assertTrue(answered.await(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void aCallMayHaveATimeoutOfItsOwn() {
        var faults = "{\"faults\": [{\"times\": null, \"fault\": \"never_answer\"}]}";
        try (var sandbox = Sandbox.start(1.0, List.of(), faults);
                var client = new HypersenderFutures(sandbox.client())) {
            var id = sandbox.getInstance();
            var soon = Duration.ofMillis(50);
            for (var call :
                    List.of(
                            client.requestNewQrCode(id, soon, Cooldown.OFF, null),
                            client.health(id, soon),
                            client.listInstances(null, null, null, null, soon),
                            client.createInstance("+201234567890", "Name", null, soon),
                            client.restart(id, soon))) {
                var failure = assertThrows(CompletionException.class, call::join).getCause();
                assertInstanceOf(HypersenderException.Timeout.class, failure);
            }
        }
    }

    @Test
    void aPhoneIsLinkedAsThePageShowsIt() {
        try (var sandbox = Sandbox.start(60.0);
                var client = clientOf(sandbox.getUrl(), () -> tokenOf(sandbox))) {
            sandbox.expect("{\"shown\": 1, \"after\": 8, \"do\": {\"scan\": {}}}");
            assertEquals(sandbox.getInstance(), linkAPhone(client, sandbox.getInstance()).getInstanceId());
        }
    }

    @Test
    void aPhoneIsLinkedAsTheDocumentationShowsIt() {
        try (var sandbox = Sandbox.start(60.0)) {
            link(sandbox.client(), sandbox.getInstance(), sandbox::scan);
        }
    }

    static void link(Hypersender hypersender, String instance, Consumer<QrCode> show) {
        try (var client = new HypersenderFutures(hypersender)) {
            client.link(
                            instance,
                            event -> {
                                if (event instanceof LinkEvent.QrCode) {
                                    show.accept(((LinkEvent.QrCode) event).getQrCode());
                                }
                            })
                    .join();
        }
    }

    private static CompletableFuture<String> tokenOf(Sandbox sandbox) {
        return CompletableFuture.supplyAsync(() -> sandbox.getToken().reveal());
    }

    static LinkEvent.Linked linkAPhone(HypersenderFutures client, String instance) {
        return client.link(
                        instance,
                        event -> {
                            if (event instanceof LinkEvent.QrCode) {
                                System.out.println(((LinkEvent.QrCode) event).getQrCode().terminal());
                            }
                        })
                .join();
    }

    static HypersenderFutures clientOf(String backEnd, Supplier<CompletionStage<String>> session) {
        var options = new HypersenderOptionsBuilder().baseUrl(backEnd).timeout(Duration.ofSeconds(20)).build();
        return new HypersenderFutures(new Hypersender(HypersenderFutures.provider(session), options));
    }

    @Test
    void whatAProviderSStageFailsWithReachesTheCaller() {
        var thrown = new IllegalStateException("logged out");
        Supplier<CompletionStage<String>> wrapped =
                () -> CompletableFuture.supplyAsync(() -> { throw thrown; });
        for (var session : List.of(wrapped, () -> CompletableFuture.failedFuture(thrown))) {
            try (var client = clientOf("http://localhost:1", session)) {
                var failure = assertThrows(CompletionException.class, client.listInstances()::join);
                assertSame(thrown, failure.getCause());
            }
        }
    }

    @Test
    void aProviderSFutureIsCancelledWithTheCall() throws Exception {
        var never = new CompletableFuture<String>();
        var asked = new CountDownLatch(1);
        Supplier<CompletionStage<String>> session =
                () -> {
                    asked.countDown();
                    return never;
                };
        try (var client = clientOf("http://localhost:1", session)) {
            var call = client.listInstances();
            asked.await();
            call.cancel(true);
            assertThrows(CancellationException.class, never::join);
        }
    }

    @Test
    void aProviderMayBlockItsThread() {
        try (var sandbox = Sandbox.start()) {
            var options = new HypersenderOptionsBuilder().baseUrl(sandbox.getUrl()).build();
            TokenProvider provider = caller -> sandbox.getToken().reveal();
            try (var client = new HypersenderFutures(new Hypersender(provider, options))) {
                assertEquals(1, client.listInstances().join().size());
            }
        }
    }

    @Test
    void theSandboxHasJavaSTypes() {
        try (var sandbox = Sandbox.start();
                var client = new HypersenderFutures(sandbox.client())) {
            var code = client.requestNewQrCode(sandbox.getInstance()).join().getQrCode();
            sandbox.advance(Duration.ofSeconds(50));
            assertTrue(HypersenderFutures.expiresIn(code).compareTo(Duration.ofSeconds(10)) <= 0);
            var next = SandboxFutures.awaitRequest(sandbox, Operation.HEALTH, 0, true);
            client.health(sandbox.getInstance()).join();
            assertTrue(SandboxFutures.at(next.join()).compareTo(Duration.ofSeconds(50)) >= 0);
            var first = SandboxFutures.awaitRequest(sandbox).join();
            assertEquals(Operation.REQUEST_NEW_QR_CODE, first.getOperation());
            assertEquals(
                    Sandbox.Scan.PASSKEY_REQUIRED,
                    sandbox.scan(code, Sandbox.Phone.NeedsPasskey.INSTANCE));
        }
    }

    @Test
    void aProviderThatAnswersWithNothingIsToldSo() {
        var options = new HypersenderOptionsBuilder().baseUrl("http://localhost:1").build();
        TokenProvider provider = caller -> null;
        try (var client = new HypersenderFutures(new Hypersender(provider, options))) {
            var failure = assertThrows(CompletionException.class, client.listInstances()::join);
            assertInstanceOf(NullPointerException.class, failure.getCause());
        }
    }

    @Test
    void optionsAreCheckedHereToo() {
        var options = new HypersenderOptionsBuilder().timeout(Duration.ZERO).build();
        var refused =
                assertThrows(
                        HypersenderException.InvalidArgument.class,
                        () -> new Hypersender("1|token", options).close());
        assertEquals("timeout", refused.getArgument());
    }
}
