package io.github.hypersender.testing

import io.github.hypersender.Hypersender
import io.github.hypersender.HypersenderException
import io.github.hypersender.HypersenderOptions
import io.github.hypersender.Operation
import io.github.hypersender.QrCode
import io.github.hypersender.Secret
import io.github.hypersender.Status
import io.github.hypersender.internal.Callbacks
import io.github.hypersender.internal.InternalException
import io.github.hypersender.internal.NativeSandbox
import io.github.hypersender.internal.SandboxException
import io.github.hypersender.internal.SandboxInstance
import io.github.hypersender.internal.SandboxRecord
import io.github.hypersender.internal.ScanManner
import io.github.hypersender.internal.call
import io.github.hypersender.internal.inSeconds
import io.github.hypersender.internal.named
import io.github.hypersender.internal.orThrow
import io.github.hypersender.internal.toNative
import io.github.hypersender.internal.toPublic
import java.nio.charset.CharacterCodingException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toKotlinDuration

/**
 * A stand-in for the service, for your tests: a real HTTP server on loopback, in this process, with
 * instances that live as they really do and a phone that scans. No account, no phone, no network.
 * The jar has it; the AAR for apps, where it would be dead weight, does not, and there [start] throws.
 *
 * ```
 * Sandbox.start().use { sandbox ->
 *     val client = sandbox.client()
 *     val code = client.requestNewQrCode(sandbox.instance).qrCode
 *     sandbox.scan(code.payload)
 *     sandbox.advance(10.seconds)
 *     check(client.health(sandbox.instance).status == Status.Working)
 * }
 * ```
 *
 * Closed, it throws [IllegalStateException], and for [client] and [awaitRequest]
 * [HypersenderException.Closed].
 */
public class Sandbox internal constructor(private val native: NativeSandbox) : AutoCloseable {
    /** The base URL for clients: what your program would take from its settings. */
    public val url: String get() = done { native.url() }

    /** The token of its first account. */
    public val token: Secret get() = done { native.token() }

    /** The id of its first instance. */
    public val instance: String get() = instances.first().id

    /** The instances as they are. */
    public val instances: List<Instance>
        get() = done { native.instances() }.map { it.toPublic() }

    /** The requests so far, oldest first. */
    public val requests: List<Request>
        get() = done { native.requests() }.map { it.toPublic() }

    /** How many connections are open. */
    public val openConnections: Int get() = done { native.openConnections() }.toInt()

    /** A client with its address and token that goes by its clock. */
    @JvmOverloads
    public fun client(options: HypersenderOptions = HypersenderOptions()): Hypersender =
        Hypersender(orThrow { native.client(options.toNative()) })

    /** Takes the token out of service: the new one. */
    public fun replaceToken(): Secret = done { native.replaceToken() }

    /** Lets time pass at once. */
    public fun advance(by: Duration): Unit = done { native.advance(by.inSeconds) }

    /** The same with Java's type. */
    public fun advance(by: java.time.Duration): Unit = advance(by.toKotlinDuration())

    /** A phone scans the code with this text. Only a code that is alive links. */
    @JvmOverloads
    public fun scan(payload: Secret, phone: Phone = Phone.Accepts): Scan =
        scanned(done { native.scan(payload, phone.manner) })

    /** A phone scans this code. */
    @JvmOverloads
    public fun scan(code: QrCode, phone: Phone = Phone.Accepts): Scan = scan(code.payload, phone)

    /** A phone scans the code that the instance showed last: what a person does who sees it. */
    public fun scanWhatIsShown(instance: String): Scan =
        scanned(done { native.scanWhatIsShown(instance) })

    /** Confirms the passkey that an instance waits for. Whether it did wait. */
    public fun confirmPasskey(instance: String): Boolean = done { native.confirmPasskey(instance) }

    /**
     * Does anything that can happen to it. In JSON, as its documentation has it:
     * `{"fault": {"operation": "health", "times": 2, "fault": {"status": {"status": 503}}}}`,
     * `{"set_status": {"status": "FAILED"}}`. What came of it, in JSON, too.
     */
    public fun perform(deed: String): String = done { native.perform(deed) }

    /** Plans something: `{"shown": 2, "after": 8, "do": {"scan": {}}}`. */
    public fun expect(event: String): Unit = done { native.expect(event) }

    /** Waits for a request after the one with that number; if [ended], until its exchange is over. */
    public suspend fun awaitRequest(
        operation: Operation? = null,
        after: Long = 0,
        ended: Boolean = false,
    ): Request = call {
        native.waitForRequest(after.toULong(), operation?.code, ended, null).toPublic()
    }

    /** Makes everything as it was at the start. The clock goes on. */
    public fun reset(): Unit = done { native.reset() }

    /** Stops it, whoever still has a client of it. */
    override fun close(): Unit = orThrow { native.stop() }

    /** An instance as it is. */
    public data class Instance(
        val id: String,
        val name: String,
        val phone: String,
        val status: Status,
    )

    /** An instance that is to exist at the start; what is null is made up. */
    public data class NewInstance(
        val status: Status = Status.ScanQrCode,
        val id: String? = null,
        val name: String? = null,
        val phone: String? = null,
    )

    /** A request that came, to assert on. */
    public data class Request(
        /** Its number, from 1. */
        val number: Long,
        /** `GET` or `POST`. */
        val method: String,
        /** The path, as sent. */
        val path: String,
        /** The query, as sent. */
        val query: String?,
        /** What it asked for. */
        val operation: Operation?,
        /** About which instance. */
        val instance: String?,
        /** The body, as text. */
        val body: String,
        /** When it came: the time since the start, by the sandbox's clock. */
        val at: Duration,
        /** The status of the answer. */
        val status: Int?,
        /** How it ended: `answered`, `client_left`, `reset`, `closed`; null while it goes on. */
        val end: String?,
    )

    /** What the person with the phone does. */
    public sealed class Phone(internal val manner: ScanManner) {
        /** Links the device. */
        public data object Accepts : Phone(ScanManner.Accept)

        /** Refuses, or WhatsApp says "can't link new devices at this time". */
        public data object Refuses : Phone(ScanManner.Refuse)

        /** Links the device with a phone of another number. */
        public data class OfNumber(val number: String) : Phone(ScanManner.OtherPhone(number))

        /** Is too slow: the code has expired when the phone gets to it. */
        public data object ComesLate : Phone(ScanManner.Late)

        /** Needs a passkey: see [confirmPasskey]. */
        public data object NeedsPasskey : Phone(ScanManner.Passkey)
    }

    /** What a phone's scan came to. */
    public enum class Scan {
        /** The instance goes to `STARTING` and then to `WORKING`. */
        LINKED,

        /** The person or WhatsApp refused. */
        REFUSED,

        /** The instance waits for a passkey. */
        PASSKEY_REQUIRED,

        /** The code has expired, was replaced or used: the phone hangs. */
        STALE,

        /** No code with that text was ever handed out. */
        UNKNOWN,
    }

    public companion object {
        /**
         * Starts one.
         *
         * @param speed how many times as fast as the machine's clock its own runs.
         * @param instances what exists at the start; otherwise one that waits for a scan.
         * @param settings all other settings, in JSON: `{"limits": {"counter": "shared"}}`.
         * @throws IllegalArgumentException if the settings can't be meant.
         */
        @JvmStatic
        @JvmOverloads
        public fun start(
            speed: Double = 1.0,
            instances: List<NewInstance> = emptyList(),
            settings: String? = null,
        ): Sandbox {
            Callbacks.prepare()
            val wanted = instances.map { SandboxInstance(it.id, it.name, it.phone, it.status.raw) }
            return Sandbox(done { NativeSandbox.start(SandboxRecord(speed, wanted, settings)) })
        }

        private inline fun <T> done(work: () -> T): T =
            try {
                work()
            } catch (failure: SandboxException.Failed) {
                throw IllegalArgumentException(failure.text, failure)
            } catch (closed: SandboxException.Stopped) {
                throw IllegalStateException("The sandbox was closed.", closed)
            } catch (noText: CharacterCodingException) {
                throw IllegalArgumentException("A text has a lone surrogate in it.", noText)
            } catch (defect: InternalException) {
                throw defect.toPublic()
            }

        private fun scanned(name: String): Scan =
            Scan.entries.find { it.name.equals(name, ignoreCase = true) }
                ?: error("A scan came to $name, which this package does not know.")

        private fun SandboxInstance.toPublic() =
            Instance(id.orEmpty(), name.orEmpty(), phone.orEmpty(), Status.of(status.orEmpty()))

        private fun io.github.hypersender.internal.SandboxRequest.toPublic() =
            Request(
                number = number.toLong(),
                method = method,
                path = path,
                query = query,
                operation = named(operation, Operation::code),
                instance = instance,
                body = body,
                at = at.seconds,
                status = status?.toInt(),
                end = end,
            )
    }
}
