package io.github.hypersender

/**
 * Where an instance is on its way to a linked phone: an open set, since the service may add to it at
 * any time. What this version does not know is [Unknown], with the text that came.
 *
 * The meanings are those of the service's page "Check Instance Health".
 */
public sealed class Status(
    /** The status as the service writes it. */
    public val raw: String,
) {
    /** "Instance is stopped" */
    public data object Stopped : Status("STOPPED")

    /** "Instance is starting up" */
    public data object Starting : Status("STARTING")

    /** "Instance is running and ready to use": a phone is linked. */
    public data object Working : Status("WORKING")

    /** "Waiting for QR code to be scanned" */
    public data object ScanQrCode : Status("SCAN_QR_CODE")

    /** "Instance failed to start": also where one goes that nobody scanned in time. */
    public data object Failed : Status("FAILED")

    /** "Awaiting server assignment" */
    public data object Pending : Status("PENDING")

    /** One that this version does not know, as it came: `PASSKEY_REQUIRED`, for example. */
    public class Unknown internal constructor(raw: String) : Status(raw) {
        override fun equals(other: Any?): Boolean = other is Unknown && other.raw == raw

        override fun hashCode(): Int = raw.hashCode()

        override fun toString(): String = "Unknown($raw)"
    }

    public companion object {
        /** The documented ones. */
        @JvmStatic
        public val documented: List<Status>
            get() = listOf(Stopped, Starting, Working, ScanQrCode, Failed, Pending)

        /** The status that is written so. */
        @JvmStatic
        public fun of(raw: String): Status = documented.find { it.raw == raw } ?: Unknown(raw)
    }
}
