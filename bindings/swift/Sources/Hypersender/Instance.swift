import Foundation

/// A WhatsApp instance as the service describes it.
public struct Instance: Hashable, Sendable {
    /// The instance's id, a UUID.
    public let id: String
    /// The name given when it was created.
    public let name: String?
    /// The phone number, `+` and digits.
    public let phone: String?
    /// The service, `whatsapp`.
    public let serviceType: String?
    /// Where it is on its way to a linked phone.
    public let status: InstanceStatus
    /// A token for this one instance: what a back end may hand to an app, if anything. The
    /// documentation says both that it is null until a phone is linked and shows it before.
    public let accessToken: Secret?
    /// When it was created. The service writes no offset; UTC is assumed.
    public let createdAt: Date?
    /// The same as the service wrote it.
    public let createdAtRaw: String?
    /// The service's number of the request that told this, for its support.
    public let requestID: String?
}

extension Instance: Identifiable {}

/// An instance together with the QR code that links a phone to it. What the instance has, this has too.
@dynamicMemberLookup
public struct InstanceWithQR: Hashable, Sendable {
    /// The instance.
    public let instance: Instance
    /// The code to show. It lives for about a minute.
    public let qrCode: QRCode

    /// What the instance has.
    public subscript<Value>(dynamicMember member: KeyPath<Instance, Value>) -> Value {
        instance[keyPath: member]
    }
}

/// The answer to "is this instance linked and working?".
public struct Health: Hashable, Sendable {
    /// The instance's id, a UUID.
    public let instanceID: String
    /// Where it is on its way to a linked phone.
    public let status: InstanceStatus
    /// When it was connected, if ever. The service writes no offset; UTC is assumed.
    public let connectedAt: Date?
    /// The same as the service wrote it.
    public let connectedAtRaw: String?
    /// The service's number of the request that told this, for its support.
    public let requestID: String?
}

/// The answer to a restart: the service began it. ``Hypersender/health(instance:timeout:)`` tells how
/// it goes on.
public struct Restarted: Hashable, Sendable {
    /// What the service said.
    public let message: String
    /// The service's number of the request, for its support.
    public let requestID: String?
}

/// Which instances to list: those that fit in all that is given.
public struct InstanceFilter: Hashable, Sendable {
    /// The id.
    public var uuid: String?
    /// A part of the name.
    public var name: String?
    /// The phone number.
    public var phone: String?
    /// The status.
    public var status: InstanceStatus?

    /// What is not given fits all.
    public init(
        uuid: String? = nil, name: String? = nil, phone: String? = nil,
        status: InstanceStatus? = nil
    ) {
        self.uuid = uuid
        self.name = name
        self.phone = phone
        self.status = status
    }
}
