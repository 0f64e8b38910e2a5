import HypersenderNative

extension Instance {
    package init(_ record: InstanceRecord) {
        self.init(
            id: record.id,
            name: record.name,
            phone: record.phone,
            serviceType: record.serviceType,
            status: InstanceStatus(rawValue: record.status),
            accessToken: record.accessToken.map(Secret.init),
            createdAt: record.createdAt,
            createdAtRaw: record.createdAtRaw,
            requestID: record.requestId)
    }
}

extension InstanceWithQR {
    package init(_ record: InstanceWithQrRecord) {
        self.init(instance: Instance(record.instance), qrCode: QRCode(record.qrCode))
    }
}

extension Health {
    package init(_ record: HealthRecord) {
        self.init(
            instanceID: record.instanceId,
            status: InstanceStatus(rawValue: record.status),
            connectedAt: record.connectedAt,
            connectedAtRaw: record.connectedAtRaw,
            requestID: record.requestId)
    }
}

extension Restarted {
    package init(_ record: RestartedRecord) {
        self.init(message: record.text, requestID: record.requestId)
    }
}

extension LinkEvent {
    /// - Throws: that it is a defect if the event names what this package does not know.
    package init(_ event: NativeLinkEvent) throws {
        self =
            switch event {
            case .requesting: .requesting
            case .qrCode(let code, let number, let expiresAt, let nextRequestAt):
                .qrCode(
                    ShownCode(
                        qrCode: QRCode(code), number: Int(number), expiresAt: expiresAt,
                        nextRequestAt: nextRequestAt))
            case .qrExpired(let number): .qrExpired(number: Int(number))
            case .coolingDown(let until): .coolingDown(until: until)
            case .limited(let retryAt, let operation):
                .limited(retryAt: retryAt, operation: try known(operation))
            case .status(let previous, let current):
                .status(
                    previous: previous.map(InstanceStatus.init),
                    current: InstanceStatus(rawValue: current))
            case .retrying(let error, let at):
                .retrying(HypersenderError(ErrorDetails(error)), at: at)
            case .actionRequired(let status): .actionRequired(InstanceStatus(rawValue: status))
            case .stalled(let advice):
                .stalled(advice.map { Advice(code: $0.code, text: $0.text) })
            case .linked(let instanceID, let connectedAt, let alreadyLinked):
                .linked(
                    Linked(
                        instanceID: instanceID, connectedAt: connectedAt,
                        alreadyLinked: alreadyLinked))
            }
    }
}

private func known(_ operation: String) throws -> Hypersender.Operation {
    guard let known = Hypersender.Operation(rawValue: operation) else { throw defect() }
    return known
}
