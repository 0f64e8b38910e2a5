package io.github.hypersender.internal

import com.sun.jna.Callback
import com.sun.jna.CallbackThreadInitializer
import com.sun.jna.Native
import io.github.hypersender.Secret
import io.github.hypersender.TokenProvider
import java.nio.charset.CharacterCodingException
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.intercepted
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlin.coroutines.resume
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.launch

/** What a callback threw, on its way through the native library and back. */
internal class Caught(val throwable: Throwable) : Thrown

/** The user's token provider as the native library asks it. */
internal class Source(private val provider: TokenProvider) : TokenSource {
    override fun ask(question: TokenQuestion): TokenSearch {
        val search = asking.launch {
            question.use {
                runCatching { Secret(provider.token()) }
                    .mapCatching { question.handOver(it) }
                    .onFailure { question.refuse(Caught(it)) }
            }
        }
        return object : TokenSearch {
            override fun giveUp() = search.cancel()
        }
    }

    private fun TokenQuestion.handOver(token: Secret) =
        try {
            answer(token)
        } catch (noText: CharacterCodingException) {
            throw noText.toPublic(argument = "token")
        }

    private companion object {
        /** A provider may block its thread. */
        val asking = CoroutineScope(Dispatchers.IO + SupervisorJob())
    }
}

/** What has to be done once before the native library is used. */
internal object Callbacks {
    /**
     * How the names of the library's own threads begin. No virtual machine gives such a name, and threads
     * that are begun from these don't inherit it.
     */
    const val THREADS = "hypersender-"

    private val prepared by lazy {
        speak(HostLanguage.KOTLIN)
        // The native library calls from a few threads of its own that live as long as the process.
        // Without this a virtual machine would get to know each of them anew at every call.
        val stay = CallbackThreadInitializer(true, false, "${THREADS}host")
        val callbacks =
            listOf<Callback>(
                uniffiRustFutureContinuationCallbackImpl,
                uniffiCallbackInterfaceTokenSource.ask,
                uniffiCallbackInterfaceTokenSearch.giveUp,
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
     * Whether this thread is one of the library's, which wake whoever waits. A coroutine goes on
     * there if nothing takes it elsewhere: that of [Dispatchers.Unconfined], and of its like.
     */
    fun areHere(): Boolean = Thread.currentThread().name.startsWith(THREADS)

    /**
     * Goes on elsewhere. Not with `withContext`, which a cancelled coroutine does not enter, nor with
     * `suspendCoroutine`, which stays here if the other thread is quicker.
     */
    suspend fun leave(): Unit = suspendCoroutineUninterceptedOrReturn { caller ->
        Dispatchers.Default.dispatch(caller.context) { caller.intercepted().resume(Unit) }
        COROUTINE_SUSPENDED
    }
}
