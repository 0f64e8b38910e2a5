/// Where an instance is on its way to a linked phone: an open set, since the service may add to it at
/// any time. What this version does not know is ``unknown(_:)``, with the text that came.
///
/// The meanings are those of the service's page "Check Instance Health".
public enum InstanceStatus: RawRepresentable, Sendable {
    /// "Instance is stopped"
    case stopped
    /// "Instance is starting up"
    case starting
    /// "Instance is running and ready to use": a phone is linked.
    case working
    /// "Waiting for QR code to be scanned"
    case scanQRCode
    /// "Instance failed to start": also where one goes that nobody scanned in time.
    case failed
    /// "Awaiting server assignment"
    case pending
    /// One that this version does not know, as it came: `PASSKEY_REQUIRED`, for example.
    case unknown(String)

    /// The documented ones.
    public static let documented: [InstanceStatus] =
        [.stopped, .starting, .working, .scanQRCode, .failed, .pending]

    /// The status that is written so.
    public init(rawValue: String) {
        self = Self.documented.first { $0.rawValue == rawValue } ?? .unknown(rawValue)
    }

    /// The status as the service writes it.
    public var rawValue: String {
        switch self {
        case .stopped: "STOPPED"
        case .starting: "STARTING"
        case .working: "WORKING"
        case .scanQRCode: "SCAN_QR_CODE"
        case .failed: "FAILED"
        case .pending: "PENDING"
        case .unknown(let text): text
        }
    }
}

extension InstanceStatus: Hashable {
    /// Whether the service writes them alike.
    public static func == (one: InstanceStatus, other: InstanceStatus) -> Bool {
        one.rawValue == other.rawValue
    }

    /// Goes by what the service writes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rawValue)
    }
}
