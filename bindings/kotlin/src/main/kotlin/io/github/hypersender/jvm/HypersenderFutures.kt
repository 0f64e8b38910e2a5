package io.github.hypersender.jvm

import io.github.hypersender.Cooldown
import io.github.hypersender.Health
import io.github.hypersender.Hypersender
import io.github.hypersender.HypersenderException
import io.github.hypersender.Instance
import io.github.hypersender.InstanceWithQr
import io.github.hypersender.LinkEvent
import io.github.hypersender.LinkOptions
import io.github.hypersender.QrCode
import io.github.hypersender.Restarted
import io.github.hypersender.Status
import io.github.hypersender.TokenProvider
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionStage
import java.util.function.Consumer
import java.util.function.Supplier
import kotlin.time.toJavaDuration
import kotlin.time.toKotlinDuration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.future.future

/**
 * A [Hypersender] for Java: the same calls as futures. Cancelling the future that a call returned
 * drops its request; cancelling one that follows on it (`thenApply`) does not.
 *
 * ```java
 * static void link(Hypersender hypersender, String instance, Consumer<QrCode> show) {
 *     try (var client = new HypersenderFutures(hypersender)) {
 *         client.link(
 *                         instance,
 *                         event -> {
 *                             if (event instanceof LinkEvent.QrCode) {
 *                                 show.accept(((LinkEvent.QrCode) event).getQrCode());
 *                             }
 *                         })
 *                 .join();
 *     }
 * }
 * ```
 *
 * Futures fail with a [HypersenderException], wrapped by `join()` and `get()` as usual. Who is told
 * an event, or follows on a future, may wait for another call there.
 */
public class HypersenderFutures(private val client: Hypersender) : AutoCloseable {
    // Each of those that wait keeps a thread, so their number must not be bounded.
    private val scope =
        CoroutineScope(SupervisorJob() + Dispatchers.IO.limitedParallelism(Int.MAX_VALUE))

    /** See [Hypersender.requestNewQrCode]. */
    public fun requestNewQrCode(instance: String): CompletableFuture<InstanceWithQr> =
        requestNewQrCode(instance, null)

    /** The same; with a [Cooldown] of its own. */
    public fun requestNewQrCode(
        instance: String,
        cooldown: Cooldown?,
    ): CompletableFuture<InstanceWithQr> = requestNewQrCode(instance, null, cooldown, null)

    /** The same; what is null is as the client has it. */
    public fun requestNewQrCode(
        instance: String,
        timeout: Duration?,
        cooldown: Cooldown?,
        maxWait: Duration?,
    ): CompletableFuture<InstanceWithQr> =
        scope.future {
            client.requestNewQrCode(
                instance,
                timeout?.toKotlinDuration(),
                cooldown,
                maxWait?.toKotlinDuration(),
            )
        }

    /** See [Hypersender.health]. */
    public fun health(instance: String): CompletableFuture<Health> = health(instance, null)

    /** The same, with a timeout of its own. */
    public fun health(instance: String, timeout: Duration?): CompletableFuture<Health> =
        scope.future { client.health(instance, timeout?.toKotlinDuration()) }

    /** All instances: see [Hypersender.listInstances]. */
    public fun listInstances(): CompletableFuture<List<Instance>> =
        scope.future { client.listInstances() }

    /** Those that fit; null fits all. */
    public fun listInstances(
        uuid: String?,
        name: String?,
        phone: String?,
        status: Status?,
    ): CompletableFuture<List<Instance>> = listInstances(uuid, name, phone, status, null)

    /** The same, with a timeout of its own. */
    public fun listInstances(
        uuid: String?,
        name: String?,
        phone: String?,
        status: Status?,
        timeout: Duration?,
    ): CompletableFuture<List<Instance>> =
        scope.future {
            client.listInstances(uuid, name, phone, status, timeout?.toKotlinDuration())
        }

    /** See [Hypersender.createInstance]. */
    public fun createInstance(phone: String, name: String): CompletableFuture<InstanceWithQr> =
        createInstance(phone, name, null)

    /** See [Hypersender.createInstance]. */
    public fun createInstance(
        phone: String,
        name: String,
        webhookUrl: String?,
    ): CompletableFuture<InstanceWithQr> = createInstance(phone, name, webhookUrl, null)

    /** The same, with a timeout of its own. */
    public fun createInstance(
        phone: String,
        name: String,
        webhookUrl: String?,
        timeout: Duration?,
    ): CompletableFuture<InstanceWithQr> =
        scope.future { client.createInstance(phone, name, webhookUrl, timeout?.toKotlinDuration()) }

    /** See [Hypersender.restart]. */
    public fun restart(instance: String): CompletableFuture<Restarted> = restart(instance, null)

    /** The same, with a timeout of its own. */
    public fun restart(instance: String, timeout: Duration?): CompletableFuture<Restarted> =
        scope.future { client.restart(instance, timeout?.toKotlinDuration()) }

    /** The same as below, with the usual options. */
    public fun link(
        instance: String,
        onEvent: Consumer<LinkEvent>,
    ): CompletableFuture<LinkEvent.Linked> = link(instance, LinkOptions(), onEvent)

    /** Runs a session to its end, and tells [onEvent] each event: see [Hypersender.awaitLinked]. */
    public fun link(
        instance: String,
        options: LinkOptions,
        onEvent: Consumer<LinkEvent>,
    ): CompletableFuture<LinkEvent.Linked> =
        scope.future { client.awaitLinked(instance, options) { onEvent.accept(it) } }

    /** See [Hypersender.qrCooldown]. */
    public fun qrCooldown(instance: String): Duration = client.qrCooldown(instance).toJavaDuration()

    /** See [Hypersender.close]. */
    override fun close(): Unit = client.close()

    public companion object {
        /**
         * A [TokenProvider] that answers later. What the stage fails with reaches the caller of the
         * call, as it is; if it is a future, it is cancelled with the call.
         */
        @JvmStatic
        public fun provider(source: Supplier<out CompletionStage<String>>): TokenProvider =
            TokenProvider { source.get().outcome().getOrThrow() }

        /** [HypersenderException.retryAfter] in Java's type. */
        @JvmStatic
        public fun retryAfter(failure: HypersenderException): Duration? =
            failure.retryAfter?.toJavaDuration()

        /** [HypersenderException.elapsed] in Java's type. */
        @JvmStatic
        public fun elapsed(failure: HypersenderException): Duration =
            failure.elapsed.toJavaDuration()

        /** [QrCode.expiresIn] in Java's type. */
        @JvmStatic
        public fun expiresIn(code: QrCode): Duration = code.expiresIn.toJavaDuration()
    }
}
