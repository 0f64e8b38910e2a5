import io.github.hypersender.LinkEvent
import io.github.hypersender.testing.Sandbox
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class LinkTest {
    @Test
    fun `a program with the package alone links a phone`(): Unit = runBlocking {
        Sandbox.start(speed = 20.0).use { sandbox ->
            sandbox.expect("""{"shown": 1, "after": 8, "do": {"scan": {}}}""")
            val events = sandbox.client().use { it.link(sandbox.instance).toList() }
            assertTrue(events.last() is LinkEvent.Linked, "$events")
        }
    }
}
