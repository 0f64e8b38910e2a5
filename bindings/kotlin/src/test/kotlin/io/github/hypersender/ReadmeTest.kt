package io.github.hypersender

import io.github.hypersender.testing.Sandbox
import java.io.File
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.mapNotNull
import kotlinx.coroutines.flow.stateIn
import kotlinx.coroutines.flow.takeWhile
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestCoroutineScheduler
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The README's examples, word for word: a test compares them, the others run them. */
@OptIn(ExperimentalCoroutinesApi::class)
class ReadmeTest {
    private val scanned = """{"shown": 1, "after": 8, "do": {"scan": {}}}"""

    @Test
    fun `the examples are those of this file`() {
        val here = File("src/test/kotlin/io/github/hypersender/ReadmeTest.kt").readText()
        val examples = Regex("<!-- example: (\\w+) -->\n```kotlin\n(.*?)```", RegexOption.DOT_MATCHES_ALL)
        val found = examples.findAll(File("README.md").readText()).toList()
        val names = listOf("first", "app", "failure", "model", "states", "options", "sandbox")
        assertEquals(names, found.map { it.groupValues[1] })
        for (example in found) assertTrue(example.groupValues[2] in here, example.groupValues[1])
    }

    @Test
    fun `the examples for Java are those of its tests`() {
        val tests = code(File("src/test/java/io/github/hypersender/FromJavaTest.java").readText())
        val futures = File("src/main/kotlin/io/github/hypersender/jvm/HypersenderFutures.kt").readText()
        for (page in listOf(File("README.md").readText(), futures.replace("\n *", "\n"))) {
            val found = Regex("```java\n(.*?)```", RegexOption.DOT_MATCHES_ALL).findAll(page).toList()
            assertTrue(found.isNotEmpty())
            for (example in found) assertTrue(code(example.groupValues[1]) in tests, example.groupValues[1])
        }
    }

    /** However it is indented. */
    private fun code(text: String) = text.trim().lines().joinToString("\n") { it.trim() }

    @Test
    fun `a phone is linked`() = sandbox(speed = 20.0) { sandbox ->
        sandbox.expect(scanned)
        linkAPhone(sandbox.client(), sandbox.instance)
    }

    @Test
    fun `an app asks its back end for the token`() = sandbox { sandbox ->
        val client = clientOfAnApp(sandbox.url) { sandbox.token.reveal() }
        assertEquals(1, client.listInstances().size)
    }

    @Test
    fun `a failure says what to do`() = sandbox { sandbox ->
        val client = sandbox.client()
        assertTrue(picture(client, sandbox.instance).startsWith("data:image/png"))
        assertTrue(picture(client, sandbox.instance).startsWith("The next code can be had in"))
    }

    @Test
    fun `options are for a client or for a call`() = sandbox { sandbox ->
        assertEquals(Status.ScanQrCode, patient(sandbox.token.reveal(), sandbox.url, sandbox.instance).status)
    }

    @Test
    fun `the state of the screen follows the session`() = sandbox(speed = 20.0) { sandbox ->
        sandbox.expect(scanned)
        val states = linking(sandbox.client(), sandbox.instance).toList()
        assertEquals(Linking.GettingReady, states.first())
        assertTrue(states[1] is Linking.Show)
        assertEquals(Linking.Linked, states.last())
        val failed = linking(sandbox.client(), "no such").toList().single()
        assertTrue(failed is Linking.Failed)
    }

    @Test
    fun `who comes back later sees no dead code`() = sandbox { sandbox ->
        val time = TestCoroutineScheduler()
        val model = CoroutineScope(StandardTestDispatcher(time))
        val states = statesOf(sandbox.client(), sandbox.instance, model)
        suspend fun looks(until: (Linking) -> Boolean): List<Linking> {
            val seen = mutableListOf<Linking>()
            val view = launch {
                states.takeWhile { state ->
                    seen += state
                    !until(state)
                }.collect {}
            }
            while (view.isActive) {
                time.runCurrent()
                yield()
            }
            return seen
        }
        assertEquals(Linking.GettingReady, looks { it is Linking.Show }.first())
        // Turning the device does not begin anew.
        time.advanceTimeBy(4.seconds)
        assertTrue(looks { true }.single() is Linking.Show)
        time.advanceTimeBy(2.minutes)
        sandbox.advance(2.minutes)
        val later = looks { it is Linking.Show }
        assertEquals(Linking.GettingReady, later.first())
        assertFalse((later.last() as Linking.Show).code.isExpired)
        model.cancel()
    }

    @Test
    fun `a code links`() = runBlocking { aCodeLinks() }
}

suspend fun linkAPhone(client: Hypersender, instance: String) {
    client.link(instance).collect { event ->
        when (event) {
            is LinkEvent.QrCode -> println(event.qrCode.terminal())
            is LinkEvent.QrExpired -> println("That code is dead. The next one is coming.")
            is LinkEvent.Linked -> println("Linked.") // the last event
            else -> {}
        }
    }
}

fun clientOfAnApp(backEnd: String, session: TokenProvider): Hypersender =
    Hypersender(session, HypersenderOptions(baseUrl = backEnd))

suspend fun picture(client: Hypersender, instance: String): String =
    try {
        client.requestNewQrCode(instance).qrCode.dataUri
    } catch (limited: HypersenderException.RateLimited) {
        "The next code can be had in ${limited.retryAfter}."
    } catch (failure: HypersenderException) {
        if (failure.outcome == Outcome.UNKNOWN) "Perhaps there is a new code, perhaps not." else failure.message
    }

sealed interface Linking {
    data object GettingReady : Linking
    data class Show(val code: QrCode, val until: java.time.Instant) : Linking
    data object Blank : Linking
    data object Linked : Linking
    data class Failed(val text: String) : Linking
}

fun linking(client: Hypersender, instance: String): Flow<Linking> =
    client.link(instance)
        .mapNotNull { event ->
            when (event) {
                is LinkEvent.Requesting -> Linking.GettingReady
                is LinkEvent.QrCode -> Linking.Show(event.qrCode, event.expiresAt)
                is LinkEvent.QrExpired -> Linking.Blank
                is LinkEvent.Linked -> Linking.Linked
                else -> null
            }
        }
        .catch { emit(Linking.Failed(it.message.orEmpty())) }

fun statesOf(client: Hypersender, instance: String, model: CoroutineScope): StateFlow<Linking> =
    linking(client, instance)
        .stateIn(
            model,
            // Whoever comes back later must not find a code there that has died meanwhile.
            SharingStarted.WhileSubscribed(5_000, replayExpirationMillis = 0),
            Linking.GettingReady,
        )

suspend fun patient(token: String, baseUrl: String, instance: String): Health {
    val options =
        HypersenderOptions(
            baseUrl = baseUrl,
            timeout = 20.seconds, // of one call in all
            maxRetries = 4,
            cooldown = Cooldown.WAIT,
        )
    return Hypersender(token, options).use { client -> client.health(instance, timeout = 5.seconds) }
}

suspend fun aCodeLinks() {
    Sandbox.start().use { sandbox ->
        val client = sandbox.client()
        val code = client.requestNewQrCode(sandbox.instance).qrCode
        check(sandbox.scan(code) == Sandbox.Scan.LINKED)
        sandbox.advance(10.seconds)
        check(client.health(sandbox.instance).status == Status.Working)
    }
}
