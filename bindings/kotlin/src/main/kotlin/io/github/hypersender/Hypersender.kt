package io.github.hypersender

import io.github.hypersender.internal.Callbacks
import io.github.hypersender.internal.Calls
import io.github.hypersender.internal.LinkNews
import io.github.hypersender.internal.ListFilter
import io.github.hypersender.internal.NativeCall
import io.github.hypersender.internal.NativeClient
import io.github.hypersender.internal.NativeEnd
import io.github.hypersender.internal.NativeLinkSession
import io.github.hypersender.internal.Source
import io.github.hypersender.internal.call
import io.github.hypersender.internal.callOptions
import io.github.hypersender.internal.orThrow
import io.github.hypersender.internal.toNative
import io.github.hypersender.internal.toPublic
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

/**
 * A client of the Hypersender Enterprise API: asks for WhatsApp QR codes and sees phones linked.
 *
 * **An Enterprise token must never be built into an app**: whoever unpacks the app has it, and it can
 * list and create instances. In an app give a [TokenProvider] and the `baseUrl` of your own back end,
 * which holds the token; a token as such is for servers.
 *
 * ```
 * Hypersender(token).use { client ->
 *     client.link(instance).collect { event ->
 *         when (event) {
 *             is LinkEvent.QrCode -> show(event.qrCode)
 *             is LinkEvent.QrExpired -> takeOffTheScreen()
 *             is LinkEvent.Linked -> done() // the last one
 *             else -> {}
 *         }
 *     }
 * }
 * ```
 *
 * It may be used from any coroutine and thread, and one serves a whole program. The limits of the
 * service belong to the process, so that several clients keep them together. Every function that
 * suspends may be cancelled: the request is then dropped at once, and throws
 * [HypersenderException] if it fails.
 */
public class Hypersender internal constructor(internal val native: NativeClient) : AutoCloseable {
    private val calls = orThrow { Calls(native) }

    /**
     * A client with a token: for a server, never for an app.
     *
     * @throws HypersenderException.InvalidArgument if a setting is not acceptable. Nothing is sent.
     */
    @JvmOverloads
    public constructor(
        token: Secret,
        options: HypersenderOptions = HypersenderOptions(),
    ) : this(prepared { NativeClient.withToken(token, options.toNative()) })

    /** The same with a token that is not wrapped yet. */
    @JvmOverloads
    public constructor(
        token: String,
        options: HypersenderOptions = HypersenderOptions(),
    ) : this(Secret(token), options)

    /**
     * A client that asks for its token when it needs it: for apps, too.
     *
     * @throws HypersenderException.InvalidArgument if a setting is not acceptable. Nothing is sent.
     */
    @JvmOverloads
    public constructor(
        provider: TokenProvider,
        options: HypersenderOptions = HypersenderOptions(),
    ) : this(prepared { NativeClient.withSource(Source(provider), options.toNative()) })

    /**
     * Asks for a new QR code. Show it at once: it lives for about a minute, and the phone has to scan
     * it under WhatsApp > Settings > Linked devices.
     *
     * The service allows this **once a minute**. This process remembers: within the minute the call
     * fails at once with [HypersenderException.RateLimited] and the time that is left, or waits, as
     * [cooldown] says. Callers that ask for the same instance at the same time share one request and
     * its answer. What a new code does to an instance that is linked already is not documented.
     *
     * It is sent once: if the exception's `outcome` is [Outcome.UNKNOWN], the minute has begun.
     *
     * @param timeout the time that this call may take in all, in place of the client's.
     * @param cooldown what to do while the minute is not over, in place of the client's.
     * @param maxWait the longest that [Cooldown.WAIT] waits. If more is left, the call fails at once.
     * @throws HypersenderException.InvalidResponse if the answer has no usable code.
     */
    public suspend fun requestNewQrCode(
        instance: String,
        timeout: Duration? = null,
        cooldown: Cooldown? = null,
        maxWait: Duration? = null,
    ): InstanceWithQr = call {
        val wanted = NativeCall.RequestNewQrCode(instance, callOptions(timeout, cooldown, maxWait))
        calls.made<NativeEnd.WithQr>(wanted).answer.toPublic()
    }

    /**
     * Asks how an instance is. The service allows 10 questions a minute; to wait for a phone to be
     * linked, don't poll this in a loop of your own: [link] does it better.
     */
    public suspend fun health(instance: String, timeout: Duration? = null): Health = call {
        calls.made<NativeEnd.Health>(NativeCall.Health(instance, callOptions(timeout))).answer.toPublic()
    }

    /** Lists the instances of the account, or those that fit. No limit and no pages are documented. */
    public suspend fun listInstances(
        uuid: String? = null,
        name: String? = null,
        phone: String? = null,
        status: Status? = null,
        timeout: Duration? = null,
    ): List<Instance> = call {
        val filter = ListFilter(uuid, name, phone, status?.raw)
        val wanted = NativeCall.ListInstances(filter, callOptions(timeout))
        calls.made<NativeEnd.Instances>(wanted).answer.map { it.toPublic() }
    }

    /**
     * Creates an instance for a phone number (`+` and 7 to 15 digits), under a name (1 to 50
     * characters) that no other instance of the account has. The answer carries the first QR code.
     * The service allows 5 a minute.
     *
     * It is sent once: creating is not idempotent. If the exception's `outcome` is
     * [Outcome.ACCEPTED] or [Outcome.UNKNOWN], look with [listInstances] before trying again.
     *
     * @param webhookUrl where the service sends the instance's events: an `https://` URL.
     */
    public suspend fun createInstance(
        phone: String,
        name: String,
        webhookUrl: String? = null,
        timeout: Duration? = null,
    ): InstanceWithQr = call {
        val wanted = NativeCall.CreateInstance(phone, name, webhookUrl, callOptions(timeout))
        calls.made<NativeEnd.WithQr>(wanted).answer.toPublic()
    }

    /**
     * Restarts an instance: for one that stays `STARTING` or `PENDING`, or neither sends nor receives.
     * It interrupts messaging; a linked phone stays linked. The service allows 5 a minute and advises
     * to wait 5 to 10 seconds before looking at its health. It is sent once.
     */
    public suspend fun restart(instance: String, timeout: Duration? = null): Restarted = call {
        calls.made<NativeEnd.Restarted>(NativeCall.Restart(instance, callOptions(timeout))).answer.toPublic()
    }

    /**
     * Watches an instance until a phone is linked to it: asks for QR codes when the service lets it,
     * says when each has to come off the screen, and ends with [LinkEvent.Linked].
     *
     * The flow is cold: nothing happens before it is collected, and each `collect` is a session of
     * its own, which ends with its coroutine. The session runs by itself, whatever the collector
     * does: a slow one gets events in the order they happened, but of each kind only the last, and
     * never a code that is dead. So don't put a `buffer` between: it would keep dead codes.
     *
     * It fails with [HypersenderException.LinkTimeout] if nobody scanned in time,
     * [HypersenderException.LinkFailed], or what made going on pointless.
     */
    @JvmOverloads
    public fun link(instance: String, options: LinkOptions = LinkOptions()): Flow<LinkEvent> = flow {
        linking(instance, options) { session ->
            while (true) {
                call { session.ready(null) }
                // Not before this is the collector's turn: a code may have died on the way.
                when (val news = orThrow { session.take() }) {
                    is LinkNews.Event -> emit(news.event.toPublic())
                    is LinkNews.Nothing -> {}
                    is LinkNews.Over -> break
                }
            }
        }
    }

    /**
     * Runs a session of [link] to its end, which it returns; [onEvent] is told each event. What it
     * throws cancels the session and reaches the caller.
     */
    public suspend fun awaitLinked(
        instance: String,
        options: LinkOptions = LinkOptions(),
        onEvent: suspend (LinkEvent) -> Unit = {},
    ): LinkEvent.Linked {
        var linked: LinkEvent.Linked? = null
        link(instance, options).collect { event ->
            onEvent(event)
            if (event is LinkEvent.Linked) linked = event
        }
        return checkNotNull(linked) { "a session that ends well ends with this event" }
    }

    /**
     * How long no new QR code may be asked for, as far as this process knows: zero if one may be. It
     * makes no request. Before a [TokenProvider] was asked for the first time it is zero.
     */
    public fun qrCooldown(instance: String): Duration = orThrow {
        native.qrCooldown(instance).seconds
    }

    /**
     * Ends the calls and sessions that are under way with [HypersenderException.Closed], and every
     * later one at once; connections are closed.
     */
    override fun close(): Unit = orThrow { native.shut() }

    override fun toString(): String = "Hypersender"

    private inline fun linking(
        instance: String,
        options: LinkOptions,
        work: (NativeLinkSession) -> Unit,
    ) {
        orThrow { native.link(instance, options.toNative()) }.use { session ->
            try {
                work(session)
            } finally {
                orThrow { session.cancel() }
            }
        }
    }
}

private inline fun prepared(made: () -> NativeClient): NativeClient {
    Callbacks.prepare()
    return orThrow(made)
}
