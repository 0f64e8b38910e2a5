package io.github.hypersender

import io.github.hypersender.internal.NativeException
import io.github.hypersender.internal.testing.failWith
import java.io.File

/** The picture of a WhatsApp code. */
internal val png: ByteArray =
    File("../../crates/hypersender/tests/terminal/whatsapp.png").readBytes()

/** All that an error can have. */
internal fun details(code: String) =
    try {
        failWith(code)
        error("it ought to fail")
    } catch (failure: NativeException.Failed) {
        failure.details
    }

/** What [work] fails with. */
internal suspend fun failure(work: suspend () -> Any?): Throwable =
    runCatching { work() }.exceptionOrNull() ?: error("it ought to fail")
