package io.github.hypersender.jvm

import io.github.hypersender.Operation
import io.github.hypersender.testing.Sandbox
import java.time.Duration
import java.util.concurrent.CompletableFuture
import kotlin.time.toJavaDuration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.future.future

/** What a [Sandbox] has in types that Java does not know, in Java's. */
public object SandboxFutures {
    // As with the client's: who follows on a future may wait there.
    private val scope =
        CoroutineScope(SupervisorJob() + Dispatchers.IO.limitedParallelism(Int.MAX_VALUE))

    /** The next request to a sandbox: see [Sandbox.awaitRequest]. */
    @JvmStatic
    public fun awaitRequest(sandbox: Sandbox): CompletableFuture<Sandbox.Request> =
        awaitRequest(sandbox, null, 0, false)

    /** The same; what is null is any operation. */
    @JvmStatic
    public fun awaitRequest(
        sandbox: Sandbox,
        operation: Operation?,
        after: Long,
        ended: Boolean,
    ): CompletableFuture<Sandbox.Request> =
        scope.future { sandbox.awaitRequest(operation, after, ended) }

    /** [Sandbox.Request.at] in Java's type. */
    @JvmStatic public fun at(request: Sandbox.Request): Duration = request.at.toJavaDuration()
}
