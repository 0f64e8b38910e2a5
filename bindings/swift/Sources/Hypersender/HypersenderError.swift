import Foundation

/// What a call ends in, if it does not end well: the case says what to do about it, the
/// ``ErrorDetails`` all that is known, and their ``ErrorDetails/outcome`` what a failed POST has done
/// at the service. The text is one sentence for a person, without secrets.
///
/// ```swift
/// do {
///     show(try await client.requestNewQRCode(instance: instance).qrCode)
/// } catch HypersenderError.rateLimited(let details) {
///     countDown(details.retryAfter)
/// } catch {
///     tell(error.localizedDescription)
/// }
/// ```
///
/// A later version may tell more, so give a `switch` over it a `default`.
public enum HypersenderError: Error, Equatable, Sendable {
    /// An argument or an option is not acceptable: `argument` says which. Decided before any request
    /// is made.
    case invalidArgument(ErrorDetails)
    /// No answer could be had from the service: `reason` says where it broke.
    case connection(ErrorDetails)
    /// The call's deadline passed.
    case timeout(ErrorDetails)
    /// 401: the service does not accept the token.
    case authentication(ErrorDetails)
    /// 403: the token may not do this. The Enterprise API needs an Enterprise plan.
    case permissionDenied(ErrorDetails)
    /// 404: there is no such instance for this token.
    case notFound(ErrorDetails)
    /// 400 or 422: the service refused the arguments; `errors` are its texts about each.
    case validation(ErrorDetails)
    /// 429, or the local cooldown of a minute between two QR codes: `retryAfter` says how long,
    /// `limitedBy` who held it back.
    case rateLimited(ErrorDetails)
    /// 5xx: the service failed.
    case server(ErrorDetails)
    /// Every other status. Redirects are among them: they are never followed; `location` is where one
    /// pointed.
    case unexpectedStatus(ErrorDetails)
    /// A success that is not what is documented, or too large: `jsonPath` and `reason` say where and
    /// what, `instance` what it tells all the same.
    case invalidResponse(ErrorDetails)
    /// A link session came to an end that waiting would not change.
    case linkFailed(ErrorDetails)
    /// Nobody linked the phone in the time that was given.
    case linkTimeout(ErrorDetails)
    /// The client was closed, or the session cancelled.
    case closed(ErrorDetails)
    /// A defect of this library. Please report it.
    case `internal`(ErrorDetails)
    /// A code that this version does not know.
    case unknown(code: String, details: ErrorDetails)

    /// All that is known.
    public var details: ErrorDetails {
        switch self {
        case .invalidArgument(let details), .connection(let details), .timeout(let details),
            .authentication(let details), .permissionDenied(let details), .notFound(let details),
            .validation(let details), .rateLimited(let details), .server(let details),
            .unexpectedStatus(let details), .invalidResponse(let details),
            .linkFailed(let details), .linkTimeout(let details), .closed(let details),
            .internal(let details), .unknown(_, let details):
            details
        }
    }

    /// The permanent name of what went wrong, the same in every language.
    public var code: String { details.code }
}

extension HypersenderError: LocalizedError {
    /// One sentence for a person.
    public var errorDescription: String? { details.message }
}

extension HypersenderError: CustomNSError {
    /// The sentence, and the error that led to this one.
    public var errorUserInfo: [String: Any] {
        var known: [String: Any] = [NSLocalizedDescriptionKey: details.message]
        known[NSUnderlyingErrorKey] = details.underlying
        return known
    }
}

extension HypersenderError: CustomStringConvertible {
    /// The code and the sentence.
    public var description: String { "\(code): \(details.message)" }
}

extension HypersenderError {
    /// The error with that code.
    package init(_ details: ErrorDetails) {
        self =
            switch details.code {
            case "invalid_argument": .invalidArgument(details)
            case "connection": .connection(details)
            case "timeout": .timeout(details)
            case "authentication": .authentication(details)
            case "permission_denied": .permissionDenied(details)
            case "not_found": .notFound(details)
            case "validation": .validation(details)
            case "rate_limited": .rateLimited(details)
            case "server": .server(details)
            case "unexpected_status": .unexpectedStatus(details)
            case "invalid_response": .invalidResponse(details)
            case "link_failed": .linkFailed(details)
            case "link_timeout": .linkTimeout(details)
            case "closed": .closed(details)
            case "internal": .internal(details)
            default: .unknown(code: details.code, details: details)
            }
    }
}
