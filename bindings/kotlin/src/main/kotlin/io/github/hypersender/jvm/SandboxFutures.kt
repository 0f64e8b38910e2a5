package io.github.hypersender.jvm

import io.github.hypersender.Operation
import io.github.hypersender.testing.Sandbox
import java.time.Duration
import java.util.concurrent.CompletableFuture
import kotlin.time.toJavaDuration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.future.future

/** What a [Sandbox] has in types that Java does not know, in Java's. */
public object SandboxFutures {
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
        CoroutineScope(Dispatchers.Default).future { sandbox.awaitRequest(operation, after, ended) }

    /** [Sandbox.Request.at] in Java's type. */
    @JvmStatic public fun at(request: Sandbox.Request): Duration = request.at.toJavaDuration()
}
