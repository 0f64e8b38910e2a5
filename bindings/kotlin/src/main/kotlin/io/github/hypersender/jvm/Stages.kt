package io.github.hypersender.jvm

import java.util.concurrent.CompletionException
import java.util.concurrent.CompletionStage
import java.util.concurrent.Future
import kotlin.coroutines.resume
import kotlinx.coroutines.suspendCancellableCoroutine

/** Waits for the stage. What it fails with does not cross a coroutine's end, which may copy it. */
internal suspend fun <T> CompletionStage<T>.outcome(): Result<T> =
    suspendCancellableCoroutine { waiting ->
        waiting.invokeOnCancellation { (this as? Future<*>)?.cancel(true) }
        whenComplete { value, thrown ->
            waiting.resume(if (thrown == null) Result.success(value) else Result.failure(own(thrown)))
        }
    }

/** A stage that follows on another one fails with a wrapped exception. */
private fun own(thrown: Throwable): Throwable =
    if (thrown is CompletionException) thrown.cause ?: thrown else thrown
