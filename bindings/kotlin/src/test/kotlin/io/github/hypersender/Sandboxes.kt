package io.github.hypersender

import io.github.hypersender.testing.Sandbox
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.runBlocking

/** Runs a test beside a sandbox with these settings. */
internal fun sandbox(
    settings: String? = null,
    speed: Double = 1.0,
    test: suspend CoroutineScope.(Sandbox) -> Unit,
) {
    Sandbox.start(speed, settings = settings).use { sandbox -> runBlocking { test(sandbox) } }
}
