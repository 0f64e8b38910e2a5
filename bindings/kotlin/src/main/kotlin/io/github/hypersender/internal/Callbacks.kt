package io.github.hypersender.internal

import com.sun.jna.Callback
import com.sun.jna.CallbackThreadInitializer
import com.sun.jna.Native
import io.github.hypersender.Secret
import io.github.hypersender.TokenProvider
import java.nio.CharBuffer
import java.nio.charset.CharacterCodingException
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.intercepted
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlin.coroutines.resume
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** What a callback threw, on its way through the native library and back. */
internal class Caught(val throwable: Throwable) : Thrown

/** The user's token provider as the native library asks it. */
internal class Source(private val provider: TokenProvider) : TokenSource {
    override suspend fun token(): Secret {
        // What is thrown must not cross `withContext`, which may copy it.
        val answer =
            withContext(Dispatchers.IO) { runCatching { Secret(provider.token()).thatIsText() } }
        return answer.getOrElse { throw TokenFailure.Threw(Caught(it)) }
    }

    /** The generated code hands it over where nobody catches what goes wrong, and then nobody answers. */
    private fun Secret.thatIsText(): Secret =
        try {
            also { Charsets.UTF_8.newEncoder().encode(CharBuffer.wrap(it.reveal())) }
        } catch (noText: CharacterCodingException) {
            throw noText.toPublic(argument = "token")
        }
}

/** What has to be done once before the native library is used. */
internal object Callbacks {
    /** No virtual machine gives this name, and threads that are begun from this one don't inherit it. */
    private const val THREAD = "hypersender-host"

    private val prepared by lazy {
        // The native library calls from a few threads of its own that live as long as the process.
        // Without this a virtual machine would get to know each of them anew at every call.
        val stay = CallbackThreadInitializer(true, false, THREAD)
        val callbacks =
            listOf<Callback>(
                uniffiRustFutureContinuationCallbackImpl,
                uniffiCallbackInterfaceTokenSource.token,
                uniffiCallbackInterfaceLogSink.log,
            )
        callbacks.forEach { Native.setCallbackThreadInitializer(it, stay) }
    }

    /** Does it, if it was not done before. */
    fun prepare() {
        NativeLibrary.load()
        prepared
    }

    /**
     * Whether this thread is the native library's, which wakes whoever waits. A coroutine goes on
     * there if nothing takes it elsewhere: that of [Dispatchers.Unconfined], and of its like.
     */
    fun areHere(): Boolean = Thread.currentThread().name.startsWith(THREAD)

    /**
     * Goes on elsewhere. Not with `withContext`, which a cancelled coroutine does not enter, nor with
     * `suspendCoroutine`, which stays here if the other thread is quicker.
     */
    suspend fun leave(): Unit = suspendCoroutineUninterceptedOrReturn { caller ->
        Dispatchers.Default.dispatch(caller.context) { caller.intercepted().resume(Unit) }
        COROUTINE_SUSPENDED
    }
}
