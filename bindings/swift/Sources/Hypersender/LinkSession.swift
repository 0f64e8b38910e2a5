import HypersenderNative

/// A session that links a phone: a sequence of ``LinkEvent``s, an end to wait for, and something to
/// cancel. Made by ``Hypersender/link(instance:options:)``.
///
/// It begins with the first event that is asked for, and then runs by itself, whatever you do
/// meanwhile. Who is slow gets events in the order they happened, but of each kind only the last, and
/// never a code that is dead. The events are told once: a second iteration throws
/// ``HypersenderError/invalidArgument(_:)``. Leaving the loop, cancelling its task and letting go of
/// the session cancel it.
///
/// It ends after ``LinkEvent/linked(_:)``, or throws ``HypersenderError/linkTimeout(_:)`` if nobody
/// scanned in time, ``HypersenderError/linkFailed(_:)``, or what made going on pointless.
public final class LinkSession: AsyncSequence, Sendable {
    public typealias Element = LinkEvent

    private let native: NativeLinkSession
    /// A client that nobody holds is closed, and Swift lets go of one after its last use.
    private let client: NativeClient

    init(_ native: NativeLinkSession, of client: NativeClient) {
        self.native = native
        self.client = client
    }

    /// The one iteration.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(iteration: Iteration(native, of: client))
    }

    /// Waits until the phone is linked.
    ///
    /// It begins the session if that has not begun, and may be called beside its iteration.
    /// Cancelling the wait does not end a session that somebody else still holds.
    ///
    /// - Throws: ``HypersenderError/closed(_:)`` if somebody else cancels the session.
    @discardableResult
    public func linked() async throws -> LinkEvent.Linked {
        let event = try await cancellable { [native] in try await native.linked(cancel: $0) }
        guard case .linked(let linked) = try LinkEvent(event) else { throw defect() }
        return linked
    }

    /// Ends the session: its iteration ends without an error. What was in flight is dropped, unless
    /// others share it; a request for a code that had gone out leaves its minute without a new one.
    public func cancel() {
        native.cancel()
    }

    /// Reads the events of a session.
    public struct AsyncIterator: AsyncIteratorProtocol, Sendable {
        fileprivate let iteration: Iteration

        /// The next event; nil after the last.
        public func next() async throws -> LinkEvent? {
            while true {
                try await iteration.ready()
                if let told = try iteration.take() { return told }
            }
        }

        #if compiler(>=6)
        /// The next event, taken on `actor`: one that is busy while a code comes is never handed it
        /// when it has died. A `for` loop calls it by itself, unless the program is for systems older
        /// than iOS 18 or macOS 15: there it calls ``next()``, which takes the event elsewhere. A loop
        /// of one's own, `while let event = try await events.next(isolation: #isolation)`, has the same
        /// there, too.
        public func next(isolation actor: isolated (any Actor)?) async throws -> LinkEvent? {
            while true {
                try await iteration.ready()
                if let told = try iteration.take() { return told }
            }
        }
        #endif
    }
}

/// Cancels the session when nobody reads it any more.
private final class Iteration: Sendable {
    private let native: NativeLinkSession
    private let client: NativeClient
    private let refusal: (any Error)?

    init(_ native: NativeLinkSession, of client: NativeClient) {
        self.native = native
        self.client = client
        do {
            try published { try native.iterate() }
            refusal = nil
        } catch {
            refusal = error
        }
    }

    deinit {
        if refusal == nil {
            native.cancel()
        }
    }

    /// Waits until there is something to take.
    func ready() async throws {
        if let refusal {
            throw refusal
        }
        try await cancellable { [native] in try await native.ready(cancel: $0) }
    }

    /// Takes what there is to read at this moment, if anything: an event, or that there is none any more.
    func take() throws -> LinkEvent?? {
        switch try published({ try native.take() }) {
        case .event(let event): .some(try LinkEvent(event))
        case .nothing: .none
        case .over: .some(.none)
        }
    }
}
