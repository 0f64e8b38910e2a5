package io.github.hypersender

import io.github.hypersender.internal.ErrorDetails
import io.github.hypersender.internal.named
import io.github.hypersender.internal.toException
import io.github.hypersender.internal.toPublic
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * What a call ends in, if it does not end well: the class says what to do about it, [outcome] what a
 * failed POST has done at the service. The message is one sentence for a person, without secrets.
 *
 * ```
 * try {
 *     show(client.requestNewQrCode(instance).qrCode)
 * } catch (limited: HypersenderException.RateLimited) {
 *     countDown(limited.retryAfter)
 * } catch (failure: HypersenderException) {
 *     tell(failure.message)
 * }
 * ```
 */
public sealed class HypersenderException(@Transient internal val details: ErrorDetails) :
    RuntimeException(details.text) {
    init {
        // What the restart failed with, for instance, after which a session ended.
        details.cause.firstOrNull()?.let { initCause(it.toException()) }
    }

    override val message: String get() = details.text

    /** The permanent name of what went wrong, the same in every language. */
    public val code: String get() = details.code

    /** The HTTP status of the answer; null if there was none, as with the local cooldown. */
    public val status: Int? get() = details.status?.toInt()

    /** What the service said, shortened. */
    public val serverMessage: String? get() = details.serverMessage

    /** The service's number of the request, for its support. */
    public val requestId: String? get() = details.requestId

    /** How long to wait before the next try. For a 429 that says nothing, 60 s are assumed. */
    public val retryAfter: Duration? get() = details.retryAfter?.seconds

    /** What a failed POST has done at the service; null for the others. */
    public val outcome: Outcome? get() = named(details.outcome, Outcome::code)

    /** What was asked for. */
    public val operation: Operation? get() = named(details.operation, Operation::code)

    /** How many requests were begun. */
    public val attempts: Int get() = details.attempts.toInt()

    /** The time from the call to its end. */
    public val elapsed: Duration get() = details.elapsed.seconds

    override fun toString(): String = "${javaClass.name.substringAfterLast('.')}: $message"

    /** To another process goes its text and where it was thrown; what it knows beside stays here. */
    protected fun writeReplace(): Any = RuntimeException(toString()).also { it.stackTrace = stackTrace }

    /** What the service answered with a status that is no success. */
    public sealed class ApiStatus(details: ErrorDetails) : HypersenderException(details)

    /** An argument or an option is not acceptable. Decided before any request is made. */
    public class InvalidArgument internal constructor(details: ErrorDetails) :
        HypersenderException(details) {
        /** Which one. */
        public val argument: String? get() = details.argument
    }

    /** No answer could be had from the service. */
    public class Connection internal constructor(details: ErrorDetails) :
        HypersenderException(details) {
        /** Where it broke. */
        public val reason: Reason? get() = named(details.reason, Reason::code)
    }

    /** The call's deadline passed. */
    public class Timeout internal constructor(details: ErrorDetails) : HypersenderException(details)

    /** 401: the service does not accept the token. */
    public class Authentication internal constructor(details: ErrorDetails) : ApiStatus(details)

    /** 403: the token may not do this. The Enterprise API needs an Enterprise plan. */
    public class PermissionDenied internal constructor(details: ErrorDetails) : ApiStatus(details)

    /** 404: there is no such instance for this token. */
    public class NotFound internal constructor(details: ErrorDetails) : ApiStatus(details)

    /** 400 or 422: the service refused the arguments. */
    public class Validation internal constructor(details: ErrorDetails) : ApiStatus(details) {
        /** The service's texts about each refused field. */
        public val errors: Map<String, List<String>> get() = details.errors
    }

    /** 429, or the local cooldown of a minute between two QR codes; [retryAfter] says how long. */
    public class RateLimited internal constructor(details: ErrorDetails) : ApiStatus(details) {
        /** Who held the request back. */
        public val limitedBy: LimitedBy? get() = named(details.limitedBy, LimitedBy::code)
    }

    /** 5xx: the service failed. */
    public class Server internal constructor(details: ErrorDetails) : ApiStatus(details)

    /** Every other status. Redirects are among them: they are never followed. */
    public class UnexpectedStatus internal constructor(details: ErrorDetails) : ApiStatus(details) {
        /** Where a redirect pointed: scheme, host and port only. */
        public val location: String? get() = details.location
    }

    /** A success that is not what is documented, or too large. */
    public class InvalidResponse internal constructor(details: ErrorDetails) :
        HypersenderException(details) {
        /** The place in the answer, such as `$.qr_code`. */
        public val jsonPath: String? get() = details.jsonPath

        /** What is wrong there. */
        public val reason: Reason? get() = named(details.reason, Reason::code)

        /**
         * What the answer does tell of the instance, though its QR code is unusable. After
         * [Hypersender.createInstance] it exists now.
         */
        public val instance: Instance? get() = details.instance?.toPublic()
    }

    /** A link session came to an end that waiting would not change. */
    public class LinkFailed internal constructor(details: ErrorDetails) :
        HypersenderException(details) {
        /** The status that was seen last. */
        public val lastStatus: Status? get() = details.lastStatus

        /** How many codes were shown. */
        public val qrCodesShown: Int? get() = details.qrCodesShown?.toInt()
    }

    /** Nobody linked the phone in the time that was given. */
    public class LinkTimeout internal constructor(details: ErrorDetails) :
        HypersenderException(details) {
        /** The status that was seen last. */
        public val lastStatus: Status? get() = details.lastStatus

        /** How many codes were shown. */
        public val qrCodesShown: Int? get() = details.qrCodesShown?.toInt()
    }

    /** The client was closed, or the session cancelled. */
    public class Closed internal constructor(details: ErrorDetails) : HypersenderException(details)

    /** A defect of this library. Please report it. */
    public class Internal internal constructor(details: ErrorDetails) : HypersenderException(details)
}
