package io.github.hypersender

import io.github.hypersender.testing.Sandbox
import java.nio.file.Path
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** A program that leaves everything as it is at its end: nothing was closed, a session and a call are under way. */
internal object LeavesEverything {
    @OptIn(DelicateCoroutinesApi::class)
    @JvmStatic
    fun main(arguments: Array<String>) = runBlocking {
        val sandbox = Sandbox.start()
        val client = sandbox.client()
        val shown = CompletableDeferred<Unit>()
        GlobalScope.launch {
            client.link(sandbox.instance).collect { if (it is LinkEvent.QrCode) shown.complete(Unit) }
        }
        shown.await()
        sandbox.perform("""{"fault": {"operation": "health", "times": null, "fault": "never_answer"}}""")
        GlobalScope.launch { client.health(sandbox.instance) }
        sandbox.awaitRequest(Operation.HEALTH)
        println("left")
    }
}

class ProcessEndTest {
    @Test
    fun `a process ends as it was told to, with a session and a call alive`(@TempDir folder: Path) {
        assertEquals(0 to "left\n", program(LeavesEverything::class.java.name, folder, ""))
    }
}
