import HypersenderNative

/// A client of the Hypersender Enterprise API: asks for WhatsApp QR codes and sees phones linked.
///
/// **An Enterprise token must never be built into an app**: whoever unpacks the app has it, and it can
/// list and create instances. In an app give a token *function* and the `baseURL` of your own back
/// end, which holds the token; a token as such is for servers.
///
/// ```swift
/// for try await event in client.link(instance: instance) {
///     switch event {
///     case .qrCode(let shown): show(shown.qrCode, until: shown.expiresAt)
///     case .qrExpired: takeOffTheScreen()
///     case .linked: done()  // the last one
///     default: break
///     }
/// }
/// ```
///
/// It may be used from any task, and one serves a whole program. The limits of the service belong to
/// the process, so that several clients keep them together. Cancelling the task of a call drops its
/// request at once, and the call throws `CancellationError`; what else goes wrong is a
/// ``HypersenderError``.
public final class Hypersender: Sendable {
    private let native: NativeClient

    package init(_ native: NativeClient) {
        self.native = native
    }

    /// A client with a token: for a server, never for an app.
    ///
    /// - Throws: ``HypersenderError/invalidArgument(_:)`` if a setting is not acceptable. Nothing is
    ///   sent.
    public convenience init(token: Secret, options: HypersenderOptions = HypersenderOptions()) throws {
        let options = options.native
        self.init(
            try published { try NativeClient.withToken(token: token.reveal(), options: options) })
    }

    /// The same with a token that is not wrapped yet.
    public convenience init(token: String, options: HypersenderOptions = HypersenderOptions()) throws {
        try self.init(token: Secret(token), options: options)
    }

    /// A client that asks for its token when it needs it: for apps, too.
    ///
    /// The function is asked when a token is first needed, its answer is kept, and after a 401 it is
    /// asked once more. One question is asked at a time, and its time counts in the call's timeout.
    /// What it throws reaches the caller of the call, as it is.
    ///
    /// ```swift
    /// let client = try Hypersender(
    ///     token: { try await session.tokenFromOurBackEnd() },
    ///     options: HypersenderOptions(baseURL: ourBackEnd))
    /// ```
    ///
    /// - Throws: ``HypersenderError/invalidArgument(_:)`` if a setting is not acceptable. Nothing is
    ///   sent.
    public convenience init(
        token: @escaping @Sendable () async throws -> String,
        options: HypersenderOptions = HypersenderOptions()
    ) throws {
        let (source, options) = (Source(ask: token), options.native)
        self.init(try published { try NativeClient.withSource(source: source, options: options) })
    }

    /// Asks for a new QR code. Show it at once: it lives for about a minute, and the phone has to scan
    /// it under WhatsApp > Settings > Linked devices.
    ///
    /// The service allows this **once a minute**. This process remembers: within the minute the call
    /// fails at once with ``HypersenderError/rateLimited(_:)`` and the time that is left, or waits, as
    /// `cooldown` says. Callers that ask for the same instance at the same time share one request and
    /// its answer. What a new code does to an instance that is linked already is not documented.
    ///
    /// It is sent once: if the error's outcome is ``ErrorDetails/Outcome/unknown``, the minute has
    /// begun.
    ///
    /// - Parameters:
    ///   - timeout: the time that this call may take in all, in place of the client's.
    ///   - cooldown: what to do while the minute is not over, in place of the client's.
    ///   - maxWait: the longest that ``Cooldown/wait`` waits. If more is left, the call fails at once.
    /// - Throws: ``HypersenderError/invalidResponse(_:)`` if the answer has no usable code.
    public func requestNewQRCode(
        instance: String, timeout: Duration? = nil, cooldown: Cooldown? = nil,
        maxWait: Duration? = nil
    ) async throws -> InstanceWithQR {
        let options = callOptions(timeout: timeout, cooldown: cooldown, maxWait: maxWait)
        return InstanceWithQR(
            try await cancellable { [native] in
                try await native.requestNewQrCode(instance: instance, options: options, cancel: $0)
            })
    }

    /// Asks how an instance is. The service allows 10 questions a minute; to wait for a phone to be
    /// linked, don't poll this in a loop of your own: ``link(instance:options:)`` does it better.
    public func health(instance: String, timeout: Duration? = nil) async throws -> Health {
        let options = callOptions(timeout: timeout)
        return Health(
            try await cancellable { [native] in
                try await native.health(instance: instance, options: options, cancel: $0)
            })
    }

    /// Lists the instances of the account, or those that fit. No limit and no pages are documented.
    public func listInstances(
        filter: InstanceFilter = InstanceFilter(), timeout: Duration? = nil
    ) async throws -> [Instance] {
        let (filter, options) = (filter.native, callOptions(timeout: timeout))
        return try await cancellable { [native] in
            try await native.listInstances(filter: filter, options: options, cancel: $0)
        }.map(Instance.init)
    }

    /// Creates an instance for a phone number (`+` and 7 to 15 digits), under a name (1 to 50
    /// characters) that no other instance of the account has. The answer carries the first QR code.
    /// The service allows 5 a minute.
    ///
    /// It is sent once: creating is not idempotent. If the error's outcome is
    /// ``ErrorDetails/Outcome/accepted`` or ``ErrorDetails/Outcome/unknown``, look with
    /// ``listInstances(filter:timeout:)`` before trying again.
    ///
    /// - Parameter webhookURL: where the service sends the instance's events: an `https://` URL.
    public func createInstance(
        phone: String, name: String, webhookURL: String? = nil, timeout: Duration? = nil
    ) async throws -> InstanceWithQR {
        let options = callOptions(timeout: timeout)
        return InstanceWithQR(
            try await cancellable { [native] in
                try await native.createInstance(
                    phone: phone, name: name, webhookUrl: webhookURL, options: options, cancel: $0)
            })
    }

    /// Restarts an instance: for one that stays `STARTING` or `PENDING`, or neither sends nor
    /// receives. It interrupts messaging; a linked phone stays linked. The service allows 5 a minute
    /// and advises to wait 5 to 10 seconds before looking at its health. It is sent once.
    public func restart(instance: String, timeout: Duration? = nil) async throws -> Restarted {
        let options = callOptions(timeout: timeout)
        return Restarted(
            try await cancellable { [native] in
                try await native.restart(instance: instance, options: options, cancel: $0)
            })
    }

    /// Watches an instance until a phone is linked to it: asks for QR codes when the service lets it,
    /// says when each has to come off the screen, and ends with ``LinkEvent/linked(_:)``.
    ///
    /// Nothing happens before the session is iterated or waited for.
    public func link(instance: String, options: LinkOptions = LinkOptions()) -> LinkSession {
        LinkSession(native.link(instance: instance, options: options.native), of: native)
    }

    /// How long no new QR code may be asked for, as far as this process knows: zero if one may be. It
    /// makes no request. Before a token function was asked for the first time it is zero.
    public func qrCooldown(instance: String) throws -> Duration {
        .seconds(try published { try native.qrCooldown(instance: instance) })
    }

    /// Ends the calls and sessions that are under way with ``HypersenderError/closed(_:)``, and every
    /// later one at once; connections are closed. Letting go of the client closes the connections, too,
    /// once its calls and sessions are over.
    public func close() {
        native.shut()
    }

    /// What is asked for: one of the API's five operations, or the session made of them.
    public enum Operation: String, CaseIterable, Sendable {
        case requestNewQRCode = "request_new_qr_code"
        case health
        case listInstances = "list_instances"
        case createInstance = "create_instance"
        case restart
        case link
    }
}
