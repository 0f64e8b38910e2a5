package io.github.hypersender

import io.github.hypersender.internal.Callbacks
import io.github.hypersender.internal.LogLevel
import io.github.hypersender.internal.LogRecord as NativeRecord
import io.github.hypersender.internal.LogSink
import io.github.hypersender.internal.orThrow
import io.github.hypersender.internal.setLogger

/**
 * What the library logs: method, path template, status and time of each request, never a header, a
 * body or a secret. Off until [listen].
 *
 * ```
 * HypersenderLog.listen(HypersenderLog.Level.DEBUG) { record ->
 *     Log.d(record.target, "${record.message} ${record.fields}")
 * }
 * ```
 */
public object HypersenderLog {
    /** How important a record is. */
    public enum class Level {
        ERROR,
        WARN,
        INFO,

        /** Each request. */
        DEBUG,
        TRACE,
    }

    /** One thing that was logged. */
    public data class Record(
        /** How important it is. */
        val level: Level,
        /** What it is about: `hypersender`. */
        val target: String,
        /** What happened. */
        val message: String,
        /** What belongs to it: `method`, `route`, `status`, `elapsed` in seconds. */
        val fields: Map<String, String>,
    )

    /** Somebody who takes records. What it throws is lost. */
    public fun interface Sink {
        /** Takes one record, on a thread that does nothing else. */
        public fun log(record: Record)
    }

    /**
     * Hands what is logged from now on, up to [level], to [sink], and to no other. While it is slow a
     * thousand records wait for it, and more are dropped.
     */
    @JvmStatic
    public fun listen(level: Level, sink: Sink) {
        Callbacks.prepare()
        orThrow { setLogger(LogLevel.valueOf(level.name), Forward(sink)) }
    }

    /** Hands it to nobody any more. What waits is dropped; a record that is being taken is taken. */
    @JvmStatic
    public fun stop() {
        Callbacks.prepare()
        orThrow { setLogger(LogLevel.ERROR, null) }
    }

    private class Forward(private val sink: Sink) : LogSink {
        override fun log(record: NativeRecord) {
            val level = Level.valueOf(record.level.name)
            // A log that fails must not take anything else along.
            runCatching { sink.log(Record(level, record.target, record.text, record.fields)) }
        }
    }
}
