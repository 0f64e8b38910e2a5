package io.github.hypersender.internal

import java.nio.ByteBuffer
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicLong
import kotlin.concurrent.thread
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.suspendCancellableCoroutine

/** The calls of a client. */
internal class Calls(private val client: NativeClient) {
    private val number = client.number().toLong()

    /** Makes a call: its end. If the caller is cancelled, the call is dropped. */
    suspend fun end(call: NativeCall): NativeEnd {
        val bytes = ByteBuffer.allocate(FfiConverterTypeNativeCall.allocationSize(call).toInt())
        FfiConverterTypeNativeCall.write(call, bytes)
        return suspendCancellableCoroutine { caller ->
            val begun = Waiting.begin(client, number, bytes, caller)
            caller.invokeOnCancellation { Waiting.drop(begun) }
        }
    }

    /** The same; what fails is thrown. */
    suspend inline fun <reified End : NativeEnd> made(call: NativeCall): End =
        when (val end = end(call)) {
            is End -> end
            is NativeEnd.Failed -> throw end.error
            else -> throw defect()
        }
}

/**
 * Who waits for the end of which call. Each call has a number; one thread fetches the ends of all that
 * have ended meanwhile, and wakes their callers. It ends when nobody has waited for a while.
 */
internal object Waiting {
    /** Its client lives as long as the call. */
    private class Caller(val client: NativeClient, val continuation: CancellableContinuation<NativeEnd>)

    private val exchange = Border.hypersender_open_exchange()
    private val callers = ConcurrentHashMap<Long, Caller>()
    private val numbers = AtomicLong()
    private val listening = AtomicBoolean()

    val size: Int get() = callers.size

    /** Begins a call of the client with that number: the call's own. */
    fun begin(
        client: NativeClient,
        number: Long,
        written: ByteBuffer,
        continuation: CancellableContinuation<NativeEnd>,
    ): Long {
        val call = numbers.incrementAndGet()
        callers[call] = Caller(client, continuation)
        try {
            listen()
            Border.hypersender_begin_call(exchange, call, number, written.array(), written.position())
        } catch (failure: Throwable) {
            callers.remove(call)
            throw failure
        }
        return call
    }

    fun drop(call: Long) {
        if (callers.remove(call) != null) Border.hypersender_drop_call(exchange, call)
    }

    private fun listen() {
        if (!listening.compareAndSet(false, true)) return
        try {
            val listener = thread(start = false, isDaemon = true, name = "${Callbacks.THREADS}ends", block = ::fetch)
            // Not the first caller's, which may be that of a part of the program that is to be unloaded.
            listener.contextClassLoader = Waiting::class.java.classLoader
            listener.priority = Thread.NORM_PRIORITY
            listener.start()
        } catch (failure: Throwable) {
            listening.set(false)
            throw failure
        }
    }

    private fun fetch() {
        do {
            do {
                val some = fetchSome()
            } while (some || callers.isNotEmpty())
            listening.set(false)
            // Whoever came in between has found this thread at work, and begun no other.
        } while (callers.isNotEmpty() && listening.compareAndSet(false, true))
    }

    /** Waits for ends, and wakes whose they are: whether there were some. */
    private fun fetchSome(): Boolean {
        try {
            val bytes = ByteArray(Math.toIntExact(Border.hypersender_await_ends(exchange)))
            if (bytes.isEmpty()) return false
            Border.hypersender_take_ends(exchange, bytes, bytes.size)
            val ends = ByteBuffer.wrap(bytes)
            while (ends.hasRemaining()) {
                val call = ends.getLong()
                val end = FfiConverterTypeNativeEnd.read(ends)
                wake(call) { resume(end) }
            }
        } catch (_: Throwable) {
            // There was no memory for them: nobody knows any more whose ends these were.
            for (call in callers.keys) {
                Border.hypersender_drop_call(exchange, call)
                wake(call) { resumeWithException(defect()) }
            }
        }
        return true
    }

    private fun wake(call: Long, how: CancellableContinuation<NativeEnd>.() -> Unit) {
        try {
            callers.remove(call)?.continuation?.how()
        } catch (_: Throwable) {
            // A dispatcher that takes nothing is its caller's affair, and none of the others'.
        }
    }
}
