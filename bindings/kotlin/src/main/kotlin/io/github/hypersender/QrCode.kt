package io.github.hypersender

import io.github.hypersender.internal.Callbacks
import io.github.hypersender.internal.NativeQrCode
import io.github.hypersender.internal.SaveException
import io.github.hypersender.internal.orThrow
import java.io.File
import java.io.IOException
import java.nio.file.Path
import java.time.Instant
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * A QR code that links a phone, as long as it lives. Show it on **another screen than that of the
 * phone that is to scan it**: a phone can't scan itself. Share or print the picture if this is the
 * only screen.
 *
 * On Android: `BitmapFactory.decodeByteArray(code.png, 0, code.png.size)`, scaled up without a
 * filter. Two codes are equal if picture and life are. What is in it is as secret as a password,
 * so it is in no text of this class but those that are asked for by name.
 */
public class QrCode internal constructor(internal val native: NativeQrCode) {
    /** When the request for this code was sent. Its life counts from here. */
    public val requestedAt: Instant = orThrow { native.requestedAt() }

    /** When the code ends, by the wall clock: an estimate, since the service does not tell it. */
    public val expiresAt: Instant = orThrow { native.expiresAt() }

    /**
     * How long the code may still be shown; zero once it is dead. It also counts the time a device
     * sleeps, and a clock that is set back does not prolong it.
     */
    public val expiresIn: Duration get() = orThrow { native.expiresIn() }.seconds

    /** Whether the code is dead and must not be shown any more. */
    public val isExpired: Boolean get() = orThrow { native.isExpired() }

    /** The picture as the service made it, a PNG: a copy that is yours. */
    public val png: ByteArray get() = orThrow { native.png() }

    /** The PNG in base64, with the standard alphabet and padding. */
    public val base64: String get() = orThrow { native.base64() }

    /** The PNG as a `data:image/png;base64,` URI: the `src` of an `<img>`. */
    public val dataUri: String get() = orThrow { native.dataUri() }

    /**
     * The text in the code: what a phone reads.
     *
     * @throws HypersenderException.InvalidResponse with [Reason.NOT_A_QR_CODE] if the picture shows
     *   none that can be read; so do [svg] and [terminal].
     */
    public val payload: Secret get() = orThrow { native.payload() }

    /** The code as an SVG document: one path, a white ground, no size of its own. */
    public fun svg(): String = orThrow { native.svg() }

    /** The code as lines of text that can be scanned off a terminal, whatever its theme. */
    public fun terminal(): String = orThrow { native.terminal() }

    /**
     * Writes the PNG into a file, readable by its owner alone, at once or not at all: a file that
     * is there is replaced, and stays as it was if that fails.
     *
     * @throws IOException if it can't be written.
     */
    @Throws(IOException::class)
    public fun save(file: File) {
        try {
            orThrow { native.save(file.path) }
        } catch (failure: SaveException.Io) {
            throw IOException("The QR code can't be written to ${file.path}: ${failure.text}", failure)
        }
    }

    /** The same as [save] of a [File]. */
    @Throws(IOException::class)
    public fun save(path: Path): Unit = save(path.toFile())

    override fun equals(other: Any?): Boolean =
        other is QrCode && orThrow { native.isSame(other.native) }

    override fun hashCode(): Int = 31 * requestedAt.hashCode() + expiresAt.hashCode()

    override fun toString(): String = "QrCode(requestedAt=$requestedAt, expiresAt=$expiresAt)"

    public companion object {
        /**
         * A code from a PNG that came another way: from your own back end, or for a test of what
         * shows it. Its 60 seconds count from now.
         *
         * @throws HypersenderException.InvalidArgument if the bytes are not a whole PNG of at most
         *   1 MiB and 4 megapixels.
         */
        @JvmStatic
        public fun fromPng(png: ByteArray): QrCode {
            Callbacks.prepare()
            return QrCode(orThrow { NativeQrCode.fromPng(png) })
        }
    }
}
