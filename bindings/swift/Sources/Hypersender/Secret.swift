/// A text that shows itself only when asked to: a token, or what is in a QR code. Every rendering of
/// it is `[redacted]`, that of `dump` and of a debugger's `Mirror` too.
///
/// ```swift
/// let token = Secret("1|abc")
/// print(token, token.reveal())  // [redacted] 1|abc
/// ```
public struct Secret: Hashable, Sendable {
    private let text: String

    /// Wraps a text.
    public init(_ text: String) {
        self.text = text
    }

    /// The text itself. Where it goes from here is your care: not into a log.
    public func reveal() -> String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `[redacted]`
    public var description: String { "[redacted]" }

    /// `[redacted]`
    public var debugDescription: String { "[redacted]" }

    /// One without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
