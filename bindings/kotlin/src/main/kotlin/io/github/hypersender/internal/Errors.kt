package io.github.hypersender.internal

import io.github.hypersender.HypersenderException
import java.nio.charset.CharacterCodingException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

/** The exception of each code. A test holds the codes against those of the core. */
internal val exceptions: Map<String, (ErrorDetails) -> HypersenderException> =
    mapOf(
        "invalid_argument" to HypersenderException::InvalidArgument,
        "connection" to HypersenderException::Connection,
        "timeout" to HypersenderException::Timeout,
        "authentication" to HypersenderException::Authentication,
        "permission_denied" to HypersenderException::PermissionDenied,
        "not_found" to HypersenderException::NotFound,
        "validation" to HypersenderException::Validation,
        "rate_limited" to HypersenderException::RateLimited,
        "server" to HypersenderException::Server,
        "unexpected_status" to HypersenderException::UnexpectedStatus,
        "invalid_response" to HypersenderException::InvalidResponse,
        "link_failed" to HypersenderException::LinkFailed,
        "link_timeout" to HypersenderException::LinkTimeout,
        "closed" to HypersenderException::Closed,
        "internal" to HypersenderException::Internal,
    )

internal fun ErrorDetails.toException(): HypersenderException =
    (exceptions[code] ?: HypersenderException::Internal)(this)

/** Does something in the native library; what fails there fails here with the public exceptions. */
internal inline fun <T> orThrow(work: () -> T): T =
    try {
        work()
    } catch (failure: NativeException) {
        throw failure.toPublic()
    } catch (defect: InternalException) {
        throw defect.toPublic()
    } catch (noText: CharacterCodingException) {
        throw noText.toPublic()
    }

/**
 * Makes a call. The generated code begins it for a caller too that is cancelled already, and lets the
 * caller go on where it was woken, though it may block its thread and hold up all others.
 */
internal suspend inline fun <T> call(work: () -> T): T {
    currentCoroutineContext().ensureActive()
    val end = runCatching { orThrow(work) }
    if (Callbacks.areHere()) Callbacks.leave()
    return end.getOrThrow()
}

/** What the caller gets instead: what its own callback threw, just as it was, if that is it. */
internal fun NativeException.toPublic(): Throwable =
    when (this) {
        is NativeException.Failed -> details.toException()
        is NativeException.Threw -> (thrown as Caught).throwable
        is NativeException.Cancelled -> java.util.concurrent.CancellationException("The call was cancelled.")
    }

/** A panic of the native library. Its text may quote what it found, so it is no cause either. */
internal fun InternalException.toPublic(): HypersenderException = defect()

/** A defect of this library, in the core's words. */
internal fun defect(): HypersenderException =
    HypersenderException.Internal(local("internal", "A defect of this library ended the call. Please report it."))

/** A text that can't be handed over: it has half of a surrogate pair in it. */
internal fun CharacterCodingException.toPublic(argument: String? = null): HypersenderException =
    HypersenderException.InvalidArgument(
        local(
            "invalid_argument",
            "A text has half of a character (a lone surrogate) in it.",
            argument,
        ),
    )
        .also { it.initCause(this) }

private fun local(code: String, text: String, argument: String? = null) =
    ErrorDetails(
        code = code,
        text = text,
        status = null,
        serverMessage = null,
        requestId = null,
        retryAfter = null,
        outcome = null,
        operation = null,
        attempts = 0u,
        elapsed = 0.0,
        argument = argument,
        reason = null,
        errors = emptyMap(),
        limitedBy = null,
        location = null,
        jsonPath = null,
        instance = null,
        lastStatus = null,
        qrCodesShown = null,
        cause = emptyList(),
    )

/** The value of a closed set with this name. */
internal inline fun <reified E : Enum<E>> named(name: String?, nameOf: (E) -> String): E? =
    name?.let { enumValues<E>().find { value -> nameOf(value) == name } }
