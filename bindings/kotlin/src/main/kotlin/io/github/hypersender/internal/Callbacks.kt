package io.github.hypersender.internal

import com.sun.jna.Callback
import com.sun.jna.CallbackThreadInitializer
import com.sun.jna.Native
import io.github.hypersender.Secret
import io.github.hypersender.TokenProvider
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** What a callback threw, on its way through the native library and back. */
internal class Caught(val throwable: Throwable) : Thrown

/** The user's token provider as the native library asks it. */
internal class Source(private val provider: TokenProvider) : TokenSource {
    override suspend fun token(): Secret {
        // What is thrown must not cross `withContext`, which may copy it.
        val answer = withContext(Dispatchers.IO) { runCatching { provider.token() } }
        return Secret(answer.getOrElse { throw TokenFailure.Threw(Caught(it)) })
    }
}

/** What has to be done once before the native library is used. */
internal object Callbacks {
    init {
        // The native library calls from a few threads of its own that live as long as the process.
        // Without this a virtual machine would get to know each of them anew at every call.
        val stay = CallbackThreadInitializer(true, false, "hypersender")
        val callbacks =
            listOf<Callback>(
                uniffiRustFutureContinuationCallbackImpl,
                uniffiCallbackInterfaceTokenSource.token,
                uniffiCallbackInterfaceLogSink.log,
            )
        callbacks.forEach { Native.setCallbackThreadInitializer(it, stay) }
    }

    /** Does it, if it was not done before. */
    fun prepare() = Unit
}
