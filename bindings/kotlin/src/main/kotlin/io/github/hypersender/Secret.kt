package io.github.hypersender

/**
 * A text that shows itself only when asked to: a token, or what is in a QR code. Every rendering of
 * it is `[redacted]`.
 *
 * ```
 * val token = Secret("1|abc")
 * println("$token ${token.reveal()}") // [redacted] 1|abc
 * ```
 */
public class Secret(private val text: String) {
    /** The text itself. Where it goes from here is your care: not into a log. */
    public fun reveal(): String = text

    override fun equals(other: Any?): Boolean = other is Secret && other.text == text

    override fun hashCode(): Int = text.hashCode()

    override fun toString(): String = "[redacted]"
}
