import Foundation
import Hypersender
import HypersenderNative

/// A stand-in for the service, for your tests: a real HTTP server on loopback, in this process, with
/// instances that live as they really do and a phone that scans. No account, no phone, no network.
/// The XCFramework for apps, where it would be dead weight, does not have it: there starting one throws.
///
/// ```swift
/// let sandbox = try Sandbox()
/// let client = try sandbox.client()
/// let code = try await client.requestNewQRCode(instance: sandbox.instance).qrCode
/// _ = try sandbox.scan(code)
/// try sandbox.advance(by: .seconds(10))
/// let health = try await client.health(instance: sandbox.instance)
/// assert(health.status == .working)
/// ```
///
/// It stops when it and its clients are let go of, or by ``stop()``. What it can't do throws a ``Failure``.
public final class Sandbox: Sendable {
    private let native: NativeSandbox

    package init(_ native: NativeSandbox) {
        self.native = native
    }

    /// Starts one.
    ///
    /// - Parameters:
    ///   - speed: how many times as fast as the machine's clock its own runs.
    ///   - instances: what exists at the start; otherwise one that waits for a scan.
    ///   - settings: all other settings, in JSON: `{"limits": {"counter": "shared"}}`.
    public convenience init(
        speed: Double = 1, instances: [NewInstance] = [], settings: String? = nil
    ) throws {
        let instances = instances.map {
            SandboxInstance(id: $0.id, name: $0.name, phone: $0.phone, status: $0.status.rawValue)
        }
        let options = SandboxRecord(speed: speed, instances: instances, settings: settings)
        self.init(try done { try NativeSandbox.start(options: options) })
    }

    /// Stops it, whoever still has a client of it.
    public func stop() {
        native.stop()
    }

    /// A client with its address and token that goes by its clock.
    public func client(options: HypersenderOptions = HypersenderOptions()) throws -> Hypersender {
        Hypersender(try published { try native.client(options: options.native) })
    }

    /// The base URL for clients: what your program would take from its settings.
    public var url: String {
        get throws { try done { try native.url() } }
    }

    /// The token of its first account.
    public var token: Secret {
        get throws { Secret(try done { try native.token() }) }
    }

    /// Takes that token out of service. The new one.
    public func replaceToken() throws -> Secret {
        Secret(try done { try native.replaceToken() })
    }

    /// The id of its first instance.
    public var instance: String {
        get throws {
            guard let first = try instances.first else {
                throw Failure(message: "It has no instance.")
            }
            return first.id
        }
    }

    /// The instances as they are.
    public var instances: [Instance] {
        get throws { try done { try native.instances() }.map(Instance.init) }
    }

    /// Lets time pass at once.
    public func advance(by time: Duration) throws {
        try done { try native.advance(seconds: time.inSeconds) }
    }

    /// A phone scans the code with this text. Only a code that is alive links.
    public func scan(_ payload: Secret, with phone: Phone = .accepts) throws -> Scan {
        try scanned(done { try native.scan(payload: payload.reveal(), manner: phone.manner) })
    }

    /// A phone scans this code.
    public func scan(_ code: QRCode, with phone: Phone = .accepts) throws -> Scan {
        try scan(try code.payload, with: phone)
    }

    /// A phone scans the code that the instance showed last: what a person does who sees it.
    public func scanWhatIsShown(by instance: String) throws -> Scan {
        try scanned(done { try native.scanWhatIsShown(instance: instance) })
    }

    /// Confirms the passkey that an instance waits for. Whether it did wait.
    public func confirmPasskey(instance: String) throws -> Bool {
        try done { try native.confirmPasskey(instance: instance) }
    }

    /// Does anything that can happen to it. In JSON, as its documentation has it:
    /// `{"fault": {"operation": "health", "times": 2, "fault": {"status": {"status": 503}}}}`,
    /// `{"set_status": {"status": "FAILED"}}`. What came of it, in JSON, too.
    @discardableResult
    public func perform(_ deed: String) throws -> String {
        try done { try native.perform(deed: deed) }
    }

    /// Plans something: `{"shown": 2, "after": 8, "do": {"scan": {}}}`.
    public func expect(_ event: String) throws {
        try done { try native.expect(event: event) }
    }

    /// The requests so far, oldest first.
    public var requests: [Request] {
        get throws { try done { try native.requests() }.map(Request.init) }
    }

    /// Waits for a request after the one with that number; if `ended`, until its exchange is over.
    @discardableResult
    public func request(
        to operation: Hypersender.Operation? = nil, after number: Int = 0, ended: Bool = false
    ) async throws -> Request {
        Request(
            try await cancellable { [native] in
                try await native.waitForRequest(
                    after: UInt64(max(number, 0)), operation: operation?.rawValue, ended: ended,
                    cancel: $0)
            })
    }

    /// How many connections are open.
    public var openConnections: Int {
        get throws { Int(try done { try native.openConnections() }) }
    }

    /// Makes everything as it was at the start. The clock goes on.
    public func reset() throws {
        try done { try native.reset() }
    }

    private func scanned(_ name: String) throws -> Scan {
        guard let scan = Scan(rawValue: name) else {
            throw Failure(message: "A scan came to \(name), which this package does not know.")
        }
        return scan
    }
}

/// Does something in the sandbox; what fails there fails here with its public error.
private func done<Value>(_ work: () throws -> Value) throws -> Value {
    do {
        return try work()
    } catch SandboxError.Failed(let text) {
        throw Sandbox.Failure(message: text)
    } catch SandboxError.Stopped {
        throw Sandbox.Failure(message: "It was stopped.")
    } catch {
        throw publicError(of: error)
    }
}
