package io.github.hypersender

import io.github.hypersender.internal.InternalException
import io.github.hypersender.internal.orThrow
import io.github.hypersender.internal.testing.panicAtOnce
import io.github.hypersender.internal.testing.panicInACall
import io.github.hypersender.testing.Sandbox
import java.io.File
import java.lang.management.ManagementFactory
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking

/**
 * A program of its own, for [SecretSinksTest]. It uses everything, fails in every way, and whatever
 * goes wrong is told of as it is: by logs, by stack traces, by uncaught exceptions, by a panic.
 */
internal object SecretSinks {
    private fun tell(sink: String, vararg what: Any?) = System.err.println("$sink ${what.toList()}")

    @JvmStatic
    fun main(arguments: Array<String>) = runBlocking {
        val token = readln()
        val failed = CountDownLatch(1)
        HypersenderLog.listen(HypersenderLog.Level.TRACE) {
            tell("log", it)
            if (it.fields["status"] == "422") failed.countDown()
        }
        val sandbox = Sandbox.start(speed = 20.0, settings = """{"token": "$token", "seed": 1}""")
        val client = sandbox.client(HypersenderOptions(maxRetries = 0))
        val answer = client.requestNewQrCode(sandbox.instance)
        val instance = client.listInstances().single()
        val code = answer.qrCode
        val known =
            mutableListOf(code.payload.reveal(), code.base64.substring(200, 260))
                .apply { add(instance.accessToken!!.reveal()) }
        val created = client.createInstance("+201234567890", "Shop")
        known += listOf(created.qrCode.payload.reveal(), created.accessToken!!.reveal())
        val echo = (known + token).joinToString(" ")
        for (operation in listOf("health", "restart", "list_instances")) {
            val body = """{\"message\": \"$echo\", \"errors\": {\"a\": [\"$echo\"]}}"""
            sandbox.perform(
                """{"fault": {"operation": "$operation", "times": null,
                    "fault": {"status": {"status": 422, "body": "$body"}}}}""",
            )
        }
        val calls =
            listOf<suspend () -> Any>(
                { client.health(sandbox.instance) },
                { client.restart(sandbox.instance) },
                { client.listInstances() },
                { orThrow { panicInACall(null) } },
                // As the generated code of the package throws it; this is that of the tests.
                { orThrow { throw InternalException(failure { panicAtOnce() }.message.orEmpty()) } },
            )
        for (call in calls) {
            val error = failure { call() }
            tell("caught", error, error.cause)
            error.printStackTrace()
            IllegalStateException("around $error", error).printStackTrace()
        }
        val event = client.link(sandbox.instance).first { it is LinkEvent.QrCode }
        known += (event as LinkEvent.QrCode).qrCode.payload.reveal()
        tell("event", event, client, sandbox)
        println(listOf(answer, instance, code, created, Secret(token)))
        tell("process", ProcessHandle.current().info(), System.getenv(), System.getProperties())
        ManagementFactory.getThreadMXBean().dumpAllThreads(true, true).forEach { tell("thread", it) }
        // Nobody catches it: it is told of as the machine does it.
        thread { runBlocking { client.health(sandbox.instance) } }.join()
        check(failed.await(10, TimeUnit.SECONDS)) { "the log is silent" }
        File(arguments.single()).writeText(known.joinToString("\n"))
        client.health(sandbox.instance)
        Unit
    }
}
