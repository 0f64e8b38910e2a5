package io.github.hypersender.scenarios

import io.github.hypersender.internal.testing.Scenarios
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.parallel.Execution
import org.junit.jupiter.api.parallel.ExecutionMode

/** Every scenario, seen from Kotlin. `-Dscenarios=cooldown/` runs those of a folder. */
class ScenariosTest {
    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    fun scenarios(): List<DynamicTest> {
        val scenarios = Scenarios.start("kotlin")
        val server = Server(scenarios.address())
        val wanted = System.getProperty("scenarios").orEmpty()
        val all = runBlocking { server.get("/scenarios") }.jsonArray.map { it.jsonObject.text("name")!! }
        return all.filter { it.startsWith(wanted) }.map { name ->
            dynamicTest(name) { assertEquals(emptyList<String>(), play(server, scenarios, name)) }
        }
    }

    private fun play(server: Server, scenarios: Scenarios, name: String): List<String> =
        runBlocking(Dispatchers.Default) {
            val plan = server.post("/start", "name" to name)
            withTimeoutOrNull(plan.number("guard")!!.seconds) { Run(server, scenarios, plan).play() }
                ?: listOf("it took longer than ${plan.number("guard")} s")
        }
}
