package io.github.hypersender

import io.github.hypersender.internal.InstanceWithQrRecord
import io.github.hypersender.internal.NativeQrCode
import io.github.hypersender.internal.exceptions
import io.github.hypersender.internal.testing.echoAnswer
import io.github.hypersender.internal.testing.echoBytes
import io.github.hypersender.internal.testing.echoSecret
import io.github.hypersender.internal.testing.echoStatus
import io.github.hypersender.internal.testing.echoTime
import io.github.hypersender.internal.testing.sampleEvents
import io.github.hypersender.internal.testing.sampleHealth
import io.github.hypersender.internal.testing.sampleInstance
import io.github.hypersender.internal.testing.sampleRestarted
import io.github.hypersender.internal.toPublic
import java.io.File
import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Instant as Time
import kotlin.time.Duration.Companion.seconds
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class ValuesTest {
    @Test
    fun `values are equal by their content`() {
        assertEquals(sampleInstance("a").toPublic(), sampleInstance("a").toPublic())
        assertNotEquals(sampleInstance("a").toPublic(), sampleInstance("b").toPublic())
        assertEquals(sampleHealth().toPublic(), sampleHealth().toPublic())
        assertEquals(sampleRestarted().toPublic(), sampleRestarted().toPublic())
        val instances = setOf(sampleInstance("a").toPublic(), sampleInstance("a").toPublic())
        assertEquals(1, instances.size)
    }

    @Test
    fun `events are equal by their content`() {
        val (some, same) = List(2) { sampleEvents(NativeQrCode.fromPng(png)).map { it.toPublic() } }
        for ((one, other) in some zip same) {
            if (one is LinkEvent.QrCode) continue // that of another life
            assertEquals(one, other)
            assertEquals(one.hashCode(), other.hashCode())
        }
        val retrying = some.filterIsInstance<LinkEvent.Retrying>().single()
        assertNotEquals(retrying, retrying.copy(at = Time.EPOCH))
        val another = exceptions.getValue("connection")(details("connection"))
        assertNotEquals(retrying, retrying.copy(error = another))
    }

    @Test
    fun `options are equal by their content`() {
        val options = { HypersenderOptions(timeout = 5.seconds, caCertificate = CaCertificate.pem(png)) }
        assertEquals(options(), options())
        assertEquals(options().hashCode(), options().hashCode())
        assertNotEquals(options(), options().copy(caCertificate = CaCertificate.file(File("ca.pem"))))
        assertEquals(LinkOptions(maxQrCodes = 2), LinkOptions().copy(maxQrCodes = 2))
    }

    @Test
    fun `codes are equal by their picture and life`() {
        val code = QrCode.fromPng(png)
        val record = InstanceWithQrRecord(sampleInstance("a"), code.native)
        val answer = record.toPublic()
        val again = echoAnswer(record).toPublic()
        assertEquals(answer, again)
        assertEquals(answer.hashCode(), again.hashCode())
        assertEquals(1, setOf(code, again.qrCode).size)
        assertNotEquals(code, QrCode.fromPng(png), "another life")
    }

    @Test
    fun `every type comes back as it was`() {
        assertEquals(Secret("söme|thing"), echoSecret(Secret("söme|thing")))
        for (status in Status.documented + Status.of("ÄNY \u001b[31m text")) {
            assertEquals(status, echoStatus(status))
        }
        for (time in listOf("1969-12-31T23:59:58.75Z", "2025-05-26T10:12:45.123456789Z")) {
            assertEquals(Time.parse(time), echoTime(Time.parse(time)))
        }
        assertArrayEquals(png, echoBytes(png))
        assertArrayEquals(byteArrayOf(), echoBytes(byteArrayOf()))
    }

    @Test
    fun `an instance has all its fields`() {
        val instance = sampleInstance("canary").toPublic()
        val expected =
            Instance(
                id = "c9a1dd76-5678-4f9d-9012-a5b78de100c3",
                name = "Front desk",
                phone = "+201234567890",
                serviceType = "whatsapp",
                status = Status.ScanQrCode,
                accessToken = Secret("canary"),
                createdAt = Time.parse("2025-05-26T10:12:45.5Z"),
                createdAtRaw = "2025-05-26 10:12:45.5",
                requestId = "request-1",
            )
        assertEquals(expected, instance)
    }

    @Test
    fun `a code draws itself in every form`() {
        val code = QrCode.fromPng(png)
        assertArrayEquals(png, code.png)
        assertEquals(java.util.Base64.getEncoder().encodeToString(png), code.base64)
        assertEquals("data:image/png;base64," + code.base64, code.dataUri)
        assertTrue(code.svg().startsWith("<svg"), "SVG")
        assertTrue(code.terminal().contains('▀'), "terminal")
        assertTrue(code.payload.reveal().startsWith("2@"), "payload")
        assertTrue(code.expiresIn > 40.seconds && code.expiresIn <= 60.seconds)
        assertEquals(code.requestedAt.plusSeconds(60), code.expiresAt)
        assertTrue(!code.isExpired)
        code.png.fill(0)
        assertArrayEquals(png, code.png, "what is given away is a copy")
    }

    @Test
    fun `what is no picture is refused`() {
        val refused = assertThrows(HypersenderException.InvalidArgument::class.java) {
            QrCode.fromPng("GIF89a".toByteArray())
        }
        assertEquals("png", refused.argument)
    }

    @Test
    fun `a code is saved for its owner alone, or not at all`(@TempDir folder: Path) {
        val file = folder.resolve("code.png")
        QrCode.fromPng(png).save(file)
        assertArrayEquals(png, Files.readAllBytes(file))
        val permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
        assertEquals("rw-------", permissions)
        val nowhere = File(folder.toFile(), "no/such/folder/code.png")
        val failure = assertThrows(IOException::class.java) { QrCode.fromPng(png).save(nowhere) }
        assertTrue(failure.message.orEmpty().contains("no/such/folder"), "$failure")
    }

    @Test
    fun `what is in the place of a code is replaced if it is a file, and left alone if it is not`(
        @TempDir folder: Path,
    ) {
        val code = QrCode.fromPng(png)
        val file = folder.resolve("code.png")
        Files.writeString(file, "a longer text than what comes after it".repeat(1000))
        code.save(file)
        assertArrayEquals(png, Files.readAllBytes(file))
        val inner = Files.createDirectory(folder.resolve("folder"))
        val device = Files.createSymbolicLink(folder.resolve("device"), Path.of("/dev/full"))
        for (place in listOf(inner, device, Path.of("/dev/full"), Path.of("/proc/code.png"))) {
            val failure = assertThrows(IOException::class.java) { code.save(place) }
            assertTrue("$place" in failure.message.orEmpty(), "$failure")
        }
        assertEquals(listOf("code.png", "device", "folder"), folder.toFile().list()!!.sorted())
        assertEquals(emptyList<String>(), inner.toFile().list()!!.toList())
        assertTrue(Files.isSymbolicLink(device))
    }
}
