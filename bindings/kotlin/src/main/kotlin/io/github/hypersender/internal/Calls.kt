package io.github.hypersender.internal

import java.nio.ByteBuffer
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicLong
import kotlin.concurrent.thread
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.suspendCancellableCoroutine

/**
 * The calls of a client. Each has a number, under which its caller waits; one thread fetches the ends
 * of all that have ended meanwhile, and wakes their callers.
 */
internal class Calls(private val client: NativeClient) {
    private val number = client.number().toLong()

    /** Makes a call: its end. If the caller is cancelled, the call is dropped. */
    suspend fun end(call: NativeCall): NativeEnd {
        val bytes = ByteBuffer.allocate(FfiConverterTypeNativeCall.allocationSize(call).toInt())
        FfiConverterTypeNativeCall.write(call, bytes)
        return suspendCancellableCoroutine { caller ->
            val call = Waiting.add(client, caller)
            Border.hypersender_begin_call(call, number, bytes.array(), bytes.position())
            caller.invokeOnCancellation { if (Waiting.remove(call) != null) Border.hypersender_drop_call(call) }
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

/** Who waits for the end of which call. */
internal object Waiting {
    /** Its client lives as long as the call. */
    private class Caller(val client: NativeClient, val continuation: CancellableContinuation<NativeEnd>)

    private val callers = ConcurrentHashMap<Long, Caller>()
    private val numbers = AtomicLong()

    val size: Int get() = callers.size

    init {
        val listener = thread(start = false, isDaemon = true, name = "${Callbacks.THREADS}ends", block = ::listen)
        // Not the first caller's, which may be that of a part of the program that is to be unloaded.
        listener.contextClassLoader = Waiting::class.java.classLoader
        listener.start()
    }

    /** The number of a new call. */
    fun add(client: NativeClient, continuation: CancellableContinuation<NativeEnd>): Long {
        val number = numbers.incrementAndGet()
        callers[number] = Caller(client, continuation)
        return number
    }

    fun remove(number: Long): CancellableContinuation<NativeEnd>? = callers.remove(number)?.continuation

    private fun listen() {
        while (true) {
            try {
                val bytes = ByteArray(Math.toIntExact(Border.hypersender_await_ends()))
                Border.hypersender_take_ends(bytes, bytes.size)
                val ends = ByteBuffer.wrap(bytes)
                while (ends.hasRemaining()) {
                    val number = ends.getLong()
                    val end = FfiConverterTypeNativeEnd.read(ends)
                    remove(number)?.resume(end)
                }
            } catch (failure: Throwable) {
                // There was no memory for them: nobody knows any more whose ends these were.
                callers.keys.forEach { remove(it)?.resumeWithException(failure) }
            }
        }
    }
}
