package io.github.hypersender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.hypersender.jvm.HypersenderFutures;
import io.github.hypersender.jvm.HypersenderOptionsBuilder;
import io.github.hypersender.jvm.LinkOptionsBuilder;
import io.github.hypersender.testing.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
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
    void optionsAreCheckedHereToo() {
        var options = new HypersenderOptionsBuilder().timeout(Duration.ZERO).build();
        var refused =
                assertThrows(
                        HypersenderException.InvalidArgument.class,
                        () -> new Hypersender("1|token", options).close());
        assertEquals("timeout", refused.getArgument());
    }
}
