/// All that is known of a ``HypersenderError``. What an error can't know is nil.
public struct ErrorDetails: Hashable, Sendable {
    /// The permanent name of what went wrong, the same in every language.
    public let code: String
    /// One sentence for a person, without secrets.
    public let message: String
    /// The HTTP status of the answer; nil if there was none, as with the local cooldown.
    public let status: Int?
    /// What the service said, shortened.
    public let serverMessage: String?
    /// The service's number of the request, for its support.
    public let requestID: String?
    /// How long to wait before the next try. For a 429 that says nothing, 60 s are assumed.
    public let retryAfter: Duration?
    /// What a failed POST has done at the service; nil for the others.
    public let outcome: Outcome?
    /// What was asked for.
    public let operation: Hypersender.Operation?
    /// How many requests were begun.
    public let attempts: Int
    /// The time from the call to its end.
    public let elapsed: Duration
    /// The argument or the option that is not acceptable.
    public let argument: String?
    /// Where a connection broke, or what about an answer is not as documented.
    public let reason: Reason?
    /// The service's texts about each refused field.
    public let errors: [String: [String]]
    /// Who held the request back.
    public let limitedBy: LimitedBy?
    /// Where a redirect pointed: scheme, host and port only.
    public let location: String?
    /// The place in the answer, such as `$.qr_code`.
    public let jsonPath: String?
    /// What an answer does tell of the instance, though its QR code is unusable. After
    /// ``Hypersender/createInstance(phone:name:webhookURL:timeout:)`` it exists now.
    public let instance: Instance?
    /// The status that a session saw last.
    public let lastStatus: InstanceStatus?
    /// How many codes a session has shown.
    public let qrCodesShown: Int?
    /// In an array, since a struct can't hold one of its own type.
    let cause: [ErrorDetails]
}

extension ErrorDetails {
    /// The error that led to this one: that of the restart, for instance, after which a session ended.
    public var underlying: HypersenderError? { cause.first.map(HypersenderError.init) }
}

extension ErrorDetails {
    /// What a failed POST has done at the service.
    public enum Outcome: String, CaseIterable, Sendable {
        /// Surely nothing: the request did not leave.
        case notSent = "not_sent"
        /// Nothing: the service refused it.
        case rejected
        /// What was asked for; only the answer is unusable.
        case accepted
        /// Nobody knows: it went out, and no answer tells. Don't send it again blindly.
        case unknown
    }

    /// Who held a request back.
    public enum LimitedBy: String, CaseIterable, Sendable {
        /// The service, with a 429.
        case server
        /// This library, before anything was sent.
        case client
    }

    /// Where a connection broke, or what about an answer is not as documented.
    public enum Reason: String, CaseIterable, Sendable {
        /// The name does not resolve.
        case dns
        /// Nobody listens there.
        case refused
        /// The other side reset the connection.
        case reset
        /// No secure connection: a refused certificate, or a handshake that broke off.
        case tls
        /// The proxy refused, or could not be reached.
        case proxy
        /// No connection within `connectTimeout`.
        case connectTimeout = "connect_timeout"
        /// The connection ended in the middle of an answer.
        case closed
        /// What came is not HTTP.
        case `protocol`
        /// There is no body.
        case empty
        /// The body is larger than the cap.
        case tooLarge = "too_large"
        /// The body's compression is broken or unknown.
        case encoding
        /// The body is not one JSON document.
        case notJSON = "not_json"
        /// The document is nested too deeply.
        case tooDeep = "too_deep"
        /// A field that must be there is not.
        case missing
        /// A field has another type than documented.
        case wrongType = "wrong_type"
        /// The answer is about another instance.
        case wrongInstance = "wrong_instance"
        /// The QR code is not base64.
        case notBase64 = "not_base64"
        /// The QR code is not a PNG.
        case notPNG = "not_png"
        /// The QR code is a damaged PNG.
        case brokenPNG = "broken_png"
        /// The picture shows no QR code that can be read.
        case notAQRCode = "not_a_qr_code"
    }
}
