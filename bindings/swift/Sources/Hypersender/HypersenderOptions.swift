import Foundation

/// The settings of a ``Hypersender``. What is nil has its default.
///
/// ```swift
/// let options = HypersenderOptions(baseURL: ourBackEnd, timeout: .seconds(10))
/// ```
public struct HypersenderOptions: Sendable {
    /// Where the service is: in an app **your own back end**, which holds the token and forwards the
    /// calls; `https://app.hypersender.com/api/whatsapp/v2` if not set. No rendering shows it: a
    /// password in it is refused, but might be there.
    public var baseURL: String?

    /// The time that one call may take in all, with its retries and the time of a token function;
    /// 30 s if not set, at most 24 hours.
    public var timeout: Duration?

    /// The time that making a connection may take; 10 s if not set.
    public var connectTimeout: Duration?

    /// How often a request is repeated that may be; 2 if not set. A POST is repeated only if nothing
    /// of it was sent.
    public var maxRetries: Int?

    /// What a request for a QR code does while the minute after the last one is not over;
    /// ``Cooldown/raise`` if not set.
    public var cooldown: Cooldown?

    /// A proxy (`http://`, `https://`, `socks5://`) in place of those that the environment names. It
    /// may hold a password, so no rendering shows it.
    public var proxy: String?

    /// Certificates to trust beside the machine's.
    public var caCertificate: CACertificate?

    /// What is added to the user agent, such as `my-app/1.2`.
    public var userAgent: String?

    /// Permits `http://` to other hosts than this one. The token then crosses the network in the
    /// clear.
    public var allowInsecureHTTP: Bool

    /// What is not given has its default.
    public init(
        baseURL: String? = nil,
        timeout: Duration? = nil,
        connectTimeout: Duration? = nil,
        maxRetries: Int? = nil,
        cooldown: Cooldown? = nil,
        proxy: String? = nil,
        caCertificate: CACertificate? = nil,
        userAgent: String? = nil,
        allowInsecureHTTP: Bool = false
    ) {
        self.baseURL = baseURL
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.maxRetries = maxRetries
        self.cooldown = cooldown
        self.proxy = proxy
        self.caCertificate = caCertificate
        self.userAgent = userAgent
        self.allowInsecureHTTP = allowInsecureHTTP
    }
}

extension HypersenderOptions: CustomStringConvertible, CustomReflectable {
    /// What is set, with `[redacted]` for what may hold a password.
    public var description: String {
        let shown = customMirror.children.map { "\($0.label ?? ""): \($0.value)" }
        return "HypersenderOptions(\(shown.joined(separator: ", ")))"
    }

    /// What is set, with `[redacted]` for what may hold a password.
    public var customMirror: Mirror {
        let all: [(String, Any?)] = [
            ("baseURL", baseURL.map(Secret.init)), ("timeout", timeout),
            ("connectTimeout", connectTimeout), ("maxRetries", maxRetries), ("cooldown", cooldown),
            ("proxy", proxy.map(Secret.init)), ("caCertificate", caCertificate),
            ("userAgent", userAgent), ("allowInsecureHTTP", allowInsecureHTTP ? true : nil),
        ]
        let known = all.compactMap { name, value in value.map { (label: name, value: $0) } }
        return Mirror(self, children: known, displayStyle: .struct)
    }
}

/// What a request for a QR code does while the minute after the last one is not over.
public enum Cooldown: Hashable, Sendable {
    /// It fails at once with ``HypersenderError/rateLimited(_:)``, which says how long to wait.
    case raise
    /// It waits. The wait does not count in the timeout; `maxWait` bounds it.
    case wait
    /// It is sent all the same, and not shared with others: the service will mostly answer 429.
    case off
}

/// Certificates to trust beside the machine's.
public enum CACertificate: Hashable, Sendable {
    /// PEM text.
    case pem(Data)
    /// A file with PEM text, read when the client is made.
    case file(URL)
}

/// What a link session is run with. What is nil has its default.
public struct LinkOptions: Hashable, Sendable {
    /// How long the session may take; 300 s if not set.
    public var timeout: Duration?

    /// How many codes are shown at most; 3 if not set.
    public var maxQRCodes: Int?

    /// How long a code is shown, from the moment its request was sent; 60 s if not set.
    public var qrLifetime: Duration?

    /// Whether an instance that failed for good is restarted, once. A restart interrupts messaging,
    /// so it has to be asked for.
    public var restartOnFailed: Bool

    /// What is not given has its default.
    public init(
        timeout: Duration? = nil, maxQRCodes: Int? = nil, qrLifetime: Duration? = nil,
        restartOnFailed: Bool = false
    ) {
        self.timeout = timeout
        self.maxQRCodes = maxQRCodes
        self.qrLifetime = qrLifetime
        self.restartOnFailed = restartOnFailed
    }
}
