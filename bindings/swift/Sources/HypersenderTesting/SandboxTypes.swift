import Foundation
import Hypersender
import HypersenderNative

extension Sandbox {
    /// Why the sandbox could not do something: it was stopped, or what it was told can't be meant.
    public struct Failure: LocalizedError, Hashable {
        /// In a sentence.
        public let message: String

        /// The same.
        public var errorDescription: String? { message }
    }

    /// An instance as it is.
    public struct Instance: Hashable, Sendable {
        /// Its id.
        public let id: String
        /// Its name.
        public let name: String
        /// Its phone number.
        public let phone: String
        /// Its status.
        public let status: InstanceStatus
    }

    /// An instance that is to exist at the start.
    public struct NewInstance: Hashable, Sendable {
        /// Its status.
        public var status: InstanceStatus
        /// Its id.
        public var id: String?
        /// Its name.
        public var name: String?
        /// Its phone number.
        public var phone: String?

        /// What is not given is made up.
        public init(
            status: InstanceStatus = .scanQRCode, id: String? = nil, name: String? = nil,
            phone: String? = nil
        ) {
            self.status = status
            self.id = id
            self.name = name
            self.phone = phone
        }
    }

    /// A request that came, to assert on.
    public struct Request: Hashable, Sendable {
        /// Its number, from 1.
        public let number: Int
        /// `GET` or `POST`.
        public let method: String
        /// The path, as sent.
        public let path: String
        /// The query, as sent.
        public let query: String?
        /// What it asked for.
        public let operation: Hypersender.Operation?
        /// About which instance.
        public let instance: String?
        /// The body, as text.
        public let body: String
        /// When it came: the time since the start, by the sandbox's clock.
        public let at: Duration
        /// The status of the answer.
        public let status: Int?
        /// How it ended: `answered`, `client_left`, `reset`, `closed`; nil while it goes on.
        public let end: String?
    }

    /// What the person with the phone does.
    public enum Phone: Hashable, Sendable {
        /// Links the device.
        case accepts
        /// Refuses, or WhatsApp says "can't link new devices at this time".
        case refuses
        /// Links the device with a phone of another number.
        case ofNumber(String)
        /// Is too slow: the code has expired when the phone gets to it.
        case comesLate
        /// Needs a passkey: see ``Sandbox/confirmPasskey(instance:)``.
        case needsPasskey
    }

    /// What a phone's scan came to.
    public enum Scan: String, CaseIterable, Sendable {
        /// The instance goes to `STARTING` and then to `WORKING`.
        case linked
        /// The person or WhatsApp refused.
        case refused
        /// The instance waits for a passkey.
        case passkeyRequired = "passkey_required"
        /// The code has expired, was replaced or used: the phone hangs.
        case stale
        /// No code with that text was ever handed out.
        case unknown
    }
}

extension Sandbox.Instance {
    init(_ record: SandboxInstance) {
        self.init(
            id: record.id ?? "", name: record.name ?? "", phone: record.phone ?? "",
            status: InstanceStatus(rawValue: record.status ?? ""))
    }
}

extension Sandbox.Request {
    init(_ record: SandboxRequest) {
        self.init(
            number: Int(record.number),
            method: record.method,
            path: record.path,
            query: record.query,
            operation: record.operation.flatMap(Hypersender.Operation.init),
            instance: record.instance,
            body: record.body,
            at: .seconds(record.at),
            status: record.status.map(Int.init),
            end: record.end)
    }
}

extension Sandbox.Phone {
    var manner: ScanManner {
        switch self {
        case .accepts: .accept
        case .refuses: .refuse
        case .ofNumber(let number): .otherPhone(number: number)
        case .comesLate: .late
        case .needsPasskey: .passkey
        }
    }
}
