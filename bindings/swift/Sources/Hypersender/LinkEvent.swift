import Foundation

/// What happens on the way to a linked phone. A later version may tell more, so give a `switch` over
/// it a `default`.
public enum LinkEvent: Equatable, Sendable {
    /// A new code is being asked for. That may take 15 s.
    case requesting
    /// Show this code. It replaces the one before.
    case qrCode(ShownCode)
    /// Take the code with this number off the screen: a phone that scans it now hangs.
    case qrExpired(number: Int)
    /// A new code has to wait until then: the service gives one a minute.
    case coolingDown(until: Date)
    /// The service answered 429: it wants to be left alone for a while.
    case limited(retryAt: Date, operation: Hypersender.Operation)
    /// The instance has another status; the first time there is none before.
    case status(previous: InstanceStatus?, current: InstanceStatus)
    /// Something failed that does not end the session. It is tried again at about that time.
    indirect case retrying(HypersenderError, at: Date)
    /// Somebody has to do something on the phone before it goes on; the status says what.
    case actionRequired(InstanceStatus)
    /// Nothing moves. The session goes on, but a person might help.
    case stalled([Advice])
    /// The phone is linked: the last event.
    case linked(Linked)

    /// A code to show.
    public struct ShownCode: Equatable, Sendable {
        /// The code.
        public let qrCode: QRCode
        /// Which one of this session, from 1.
        public let number: Int
        /// When it has to be off the screen: an estimate, on the early side.
        public let expiresAt: Date
        /// When the service lets the next one be asked for.
        public let nextRequestAt: Date
    }

    /// A piece of advice for a person: a permanent code, for translations, and a text.
    public struct Advice: Hashable, Sendable {
        /// The permanent name.
        public let code: String
        /// One sentence in English.
        public let text: String
    }

    /// The end.
    public struct Linked: Hashable, Sendable {
        /// The instance, as it was asked for.
        public let instanceID: String
        /// Since when, if the service said so.
        public let connectedAt: Date?
        /// Whether it was linked before the session began.
        public let alreadyLinked: Bool
    }
}
