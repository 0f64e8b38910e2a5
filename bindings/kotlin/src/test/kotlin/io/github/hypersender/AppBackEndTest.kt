package io.github.hypersender

import io.github.hypersender.testing.Sandbox
import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.toList
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The example back end of an app (`node/examples/app-back-end.mjs`), and this client as the app. */
class AppBackEndTest {
    private val session = "session-of-ann"
    private val instance = "ann-s-phone"

    /** A back end between an app and a sandbox, with an instance of Ann's and one of somebody else's. */
    private inner class App(val sandbox: Sandbox, val url: String) {
        val asked = AtomicInteger()
        val seen = StringBuffer()

        fun send(method: String, path: String, bearer: String): Pair<Int, String> {
            val request = HttpRequest.newBuilder(URI(url + path)).header("Authorization", "Bearer $bearer")
            val sent = request.method(method, HttpRequest.BodyPublishers.noBody()).build()
            val answer = HttpClient.newHttpClient().send(sent, BodyHandlers.ofString())
            seen.append(answer.headers().map()).append(answer.body())
            return answer.statusCode() to answer.body()
        }

        fun token(): String {
            asked.incrementAndGet()
            val (status, body) = send("POST", "/app/token", session)
            assertEquals(200, status, body)
            return Regex("\"token\":\"([^\"]+)\"").find(body)!!.groupValues[1]
        }

        val client = Hypersender({ token() }, HypersenderOptions(baseUrl = url))
    }

    private fun app(tokenSeconds: Double, settings: String? = null, test: suspend CoroutineScope.(App) -> Unit) {
        val instances =
            listOf(instance, "somebody-else-s").map { Sandbox.NewInstance(Status.ScanQrCode, it) }
        Sandbox.start(instances = instances, settings = settings).use { sandbox ->
            val node = ProcessBuilder("node", File("../../node/examples/app-back-end.mjs").path)
            node.environment() +=
                mapOf(
                    "HYPERSENDER_BASE_URL" to sandbox.url,
                    "HYPERSENDER_TOKEN" to sandbox.token.reveal(),
                    "SIGNED_IN" to """{"$session": "$instance"}""",
                    "TOKEN_SECONDS" to "$tokenSeconds",
                    "PORT" to "0",
                )
            val process = node.redirectError(ProcessBuilder.Redirect.INHERIT).start()
            try {
                val url = checkNotNull(process.inputReader().readLine()) { "it says where it is" }
                kotlinx.coroutines.runBlocking {
                    val app = App(sandbox, url)
                    app.client.use { test(app) }
                    assertFalse(sandbox.token.reveal() in app.seen, "the Enterprise token has left")
                }
            } finally {
                process.destroy()
                process.waitFor()
            }
        }
    }

    @Test
    fun `an app links the phone of its person, and asks for a new token when the first one ends`() =
        app(tokenSeconds = 600.0) { app ->
            val events = mutableListOf<LinkEvent>()
            app.client.link(instance).collect { event ->
                events += event
                if (event is LinkEvent.QrCode) {
                    // The token ends while the code is on the screen.
                    assertEquals(200, app.send("DELETE", "/app/token", session).first)
                    assertEquals(Sandbox.Scan.LINKED, app.sandbox.scanWhatIsShown(instance))
                }
            }
            assertTrue(events.last() is LinkEvent.Linked, "$events")
            assertTrue(app.asked.get() >= 2, "it was asked ${app.asked} times")
            assertFalse(events.any { it is LinkEvent.Retrying }, "nothing of it shows: $events")
            assertTrue(app.sandbox.requests.all { it.status == 200 }, "the service saw nothing of it")
        }

    @Test
    fun `a token that has ended is refused, and its successor is another one`() =
        app(tokenSeconds = 0.0) { app ->
            val first = app.token()
            assertEquals(401, app.send("GET", "/$instance/health", first).first)
            assertNotEquals(first, app.token())
            assertEquals(401, app.send("GET", "/$instance/health", session).first)
            assertEquals(401, app.send("POST", "/app/token", "session-of-nobody").first)
            assertEquals(emptyList<Sandbox.Request>(), app.sandbox.requests)
        }

    @Test
    fun `a token is good for one instance, and for what an app needs`() = app(600.0) { app ->
        assertEquals(Status.ScanQrCode, app.client.health(instance).status)
        val other = failure { app.client.health("somebody-else-s") }
        assertTrue(other is HypersenderException.NotFound, "$other")
        val nobody = failure { app.client.health("nobody-s") } as HypersenderException
        assertEquals((other as HypersenderException).message, nobody.message)
        assertTrue(failure { app.client.listInstances() } is HypersenderException.PermissionDenied)
        assertTrue(failure { app.client.restart(instance) } is HypersenderException.PermissionDenied)
        val created = failure { app.client.createInstance("+201234567890", "Mine") }
        assertTrue(created is HypersenderException.PermissionDenied, "$created")
        val token = app.token()
        for (path in listOf("/$instance/../somebody-else-s/health", "/somebody-else-s%2Fhealth", "//", "/")) {
            assertTrue(app.send("GET", path, token).first in listOf(403, 404), path)
        }
        assertEquals(1, app.sandbox.requests.size)
        assertEquals(1, app.asked.get() - 1)
    }

    @Test
    fun `no token of the service's comes with a code`() = app(600.0) { app ->
        val answer = app.client.requestNewQrCode(instance)
        assertTrue(answer.qrCode.payload.reveal().startsWith("2@"))
        assertNull(answer.instance.accessToken)
        val (status, body) = app.send("POST", "/$instance/request-new-qr-code", app.token())
        assertEquals(429, status, body)
    }

    @Test
    fun `who asks too often is told when to come back`() = app(600.0) { app ->
        val token = app.token()
        val statuses = List(21) { app.send("GET", "/$instance/health", token).first }
        assertEquals(List(10) { 200 }, statuses.take(10))
        assertEquals(429, statuses.last())
        val refused = failure { app.client.health(instance, timeout = 10.seconds) }
        val limited = refused as HypersenderException.RateLimited
        assertTrue(checkNotNull(limited.retryAfter) in 1.seconds..60.seconds, "${limited.retryAfter}")
    }

    @Test
    fun `however many apps ask at once, the service is asked once`() = app(600.0) { app ->
        val token = app.token()
        val statuses = List(10) { async(Dispatchers.IO) { app.send("GET", "/$instance/health", token) } }.awaitAll()
        assertTrue(statuses.all { it.first == 200 && "SCAN_QR_CODE" in it.second }, "$statuses")
        // A machine that is very slow may begin a second look.
        assertTrue(app.sandbox.requests.size in 1..3, "${app.sandbox.requests}")
        assertTrue(app.sandbox.requests.all { it.operation == Operation.LIST_INSTANCES })
    }

    @Test
    fun `what is about the Enterprise token is not told as if it were the app's`() = app(600.0) { app ->
        app.client.health(instance)
        app.sandbox.replaceToken()
        val failed = failure { app.client.requestNewQrCode(instance) }
        assertTrue(failed is HypersenderException.Server, "$failed")
        assertEquals(1, app.asked.get())
    }
}
