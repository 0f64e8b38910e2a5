package io.github.hypersender.internal

import com.sun.jna.Native

/**
 * The functions of the native library by which calls cross the border: see `border.rs`, which they must
 * fit. Numbers and bytes alone, for which JNA takes a tenth of a microsecond; for each of the structures
 * that the generated code hands over it takes ten.
 */
internal object Border {
    init {
        Native.register(Border::class.java, NativeLibrary.name)
    }

    @Suppress("FunctionName")
    @JvmStatic
    external fun hypersender_open_exchange(): Long

    @Suppress("FunctionName")
    @JvmStatic
    external fun hypersender_begin_call(exchange: Long, number: Long, client: Long, call: ByteArray, length: Int)

    @Suppress("FunctionName")
    @JvmStatic
    external fun hypersender_drop_call(exchange: Long, number: Long)

    @Suppress("FunctionName")
    @JvmStatic
    external fun hypersender_await_ends(exchange: Long): Long

    @Suppress("FunctionName")
    @JvmStatic
    external fun hypersender_take_ends(exchange: Long, into: ByteArray, length: Int)
}
