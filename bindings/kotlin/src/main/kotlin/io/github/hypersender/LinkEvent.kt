package io.github.hypersender

import io.github.hypersender.QrCode as Code
import io.github.hypersender.Status as InstanceStatus
import java.time.Instant

/**
 * What happens on the way to a linked phone. A later version may tell more, so give a `when` over it
 * an `else`.
 */
public sealed interface LinkEvent {
    /** A new code is being asked for. That may take 15 s. */
    public data object Requesting : LinkEvent

    /** Show this code. It replaces the one before. */
    public data class QrCode(
        /** The code. */
        val qrCode: Code,
        /** Which one of this session, from 1. */
        val number: Int,
        /** When it has to be off the screen: an estimate, on the early side. */
        val expiresAt: Instant,
        /** When the service lets the next one be asked for. */
        val nextRequestAt: Instant,
    ) : LinkEvent

    /** Take the code off the screen: a phone that scans it now hangs. */
    public data class QrExpired(
        /** Which one. */
        val number: Int,
    ) : LinkEvent

    /** A new code has to wait: the service gives one a minute. */
    public data class CoolingDown(
        /** Until then. */
        val until: Instant,
    ) : LinkEvent

    /** The service answered 429: it wants to be left alone for a while. */
    public data class Limited(
        /** Until then. */
        val retryAt: Instant,
        /** What it was asked for. */
        val operation: Operation,
    ) : LinkEvent

    /** The instance has another status. */
    public data class Status(
        /** The one before; null at first. */
        val previous: InstanceStatus?,
        /** The one now. */
        val current: InstanceStatus,
    ) : LinkEvent

    /** Something failed that does not end the session. */
    public data class Retrying(
        /** What. */
        val error: HypersenderException,
        /** About when it is tried again. */
        val at: Instant,
    ) : LinkEvent {
        // Two that were thrown are never equal; two events are, if the same went wrong.
        override fun equals(other: Any?): Boolean =
            other is Retrying && at == other.at && error.details == other.error.details

        override fun hashCode(): Int = 31 * error.details.hashCode() + at.hashCode()
    }

    /** Somebody has to do something on the phone before it goes on. */
    public data class ActionRequired(
        /** The status that says what. */
        val status: InstanceStatus,
    ) : LinkEvent

    /** Nothing moves. The session goes on, but a person might help. */
    public data class Stalled(
        /** What may help. */
        val advice: List<Advice>,
    ) : LinkEvent

    /** The phone is linked: the last event. */
    public data class Linked(
        /** The instance, as it was asked for. */
        val instanceId: String,
        /** Since when, if the service said so. */
        val connectedAt: Instant?,
        /** Whether it was linked before the session began. */
        val alreadyLinked: Boolean,
    ) : LinkEvent
}

/** A piece of advice for a person: a permanent code, for translations, and a text. */
public data class Advice(
    /** The permanent name. */
    val code: String,
    /** One sentence in English. */
    val text: String,
)
