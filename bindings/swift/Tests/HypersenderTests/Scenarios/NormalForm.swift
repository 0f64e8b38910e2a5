import Foundation
import Hypersender

/// What has a form in which the scenarios compare it, made from what the package makes public.
protocol Normal {
    var normalForm: JSON { get }
}

/// The normal form of what may not be there.
func normal(_ value: (any Normal)?) -> JSON { value?.normalForm ?? .null }

/// A name here, as the core calls it: an acronym is one word.
private func coreName(_ name: String) -> String {
    func parted(_ text: String, by pattern: String) -> String {
        text.replacingOccurrences(of: pattern, with: "$1_$2", options: .regularExpression)
    }
    return parted(parted(name, by: "([a-z])([A-Z])"), by: "([A-Z])([A-Z][a-z])").lowercased()
}

extension String: Normal {
    var normalForm: JSON { .text(self) }
}

extension Int: Normal {
    var normalForm: JSON { .number(Double(self)) }
}

extension Bool: Normal {
    var normalForm: JSON { .bool(self) }
}

extension Duration: Normal {
    var normalForm: JSON { .number(inSeconds) }
}

extension Date: Normal {
    /// RFC 3339, to the microsecond, which is about what a `Date` holds.
    var normalForm: JSON {
        let microseconds = (timeIntervalSince1970 * 1e6).rounded()
        let seconds = (microseconds / 1e6).rounded(.down)
        let fraction = String(format: "%06d", Int(microseconds - seconds * 1e6))
        let text = Date(timeIntervalSince1970: seconds).formatted(.iso8601).dropLast()
        let digits = String(fraction.reversed().drop { $0 == "0" }.reversed())
        return .text(digits.isEmpty ? "\(text)Z" : "\(text).\(digits)Z")
    }
}

extension InstanceStatus: Normal {
    var normalForm: JSON { .text(rawValue) }
}

extension Array: Normal where Element: Normal {
    var normalForm: JSON { .array(map(\.normalForm)) }
}

extension Instance: Normal {
    var normalForm: JSON { .object(fields) }

    fileprivate var fields: [String: JSON] {
        [
            "id": normal(id), "name": normal(name), "phone": normal(phone),
            "service_type": normal(serviceType), "status": normal(status),
            "created_at": normal(createdAt), "created_at_raw": normal(createdAtRaw),
            "request_id": normal(requestID),
        ]
    }
}

extension InstanceWithQR: Normal {
    var normalForm: JSON {
        .object(instance.fields.merging(["qr_code": qrCode.normalForm]) { $1 })
    }
}

extension QRCode: Normal {
    var normalForm: JSON {
        ["requested_at": normal(requestedAt), "expires_at": normal(expiresAt)]
    }
}

extension Health: Normal {
    var normalForm: JSON {
        [
            "instance_id": normal(instanceID), "status": normal(status),
            "connected_at": normal(connectedAt), "connected_at_raw": normal(connectedAtRaw),
            "request_id": normal(requestID),
        ]
    }
}

extension Restarted: Normal {
    var normalForm: JSON { ["message": normal(message), "request_id": normal(requestID)] }
}

extension LinkEvent.Linked: Normal {
    var normalForm: JSON {
        [
            "type": "linked", "instance_id": normal(instanceID),
            "connected_at": normal(connectedAt), "already_linked": normal(alreadyLinked),
        ]
    }
}

extension LinkEvent: Normal {
    var normalForm: JSON {
        switch self {
        case .requesting: ["type": "requesting"]
        case .qrCode(let shown):
            [
                "type": "qr_code", "qr_code": normal(shown.qrCode), "number": normal(shown.number),
                "expires_at": normal(shown.expiresAt),
                "next_request_at": normal(shown.nextRequestAt),
            ]
        case .qrExpired(let number): ["type": "qr_expired", "number": normal(number)]
        case .coolingDown(let until): ["type": "cooling_down", "until": normal(until)]
        case .limited(let retryAt, let operation):
            ["type": "limited", "retry_at": normal(retryAt), "operation": normal(operation.rawValue)]
        case .status(let previous, let current):
            ["type": "status", "previous": normal(previous), "current": normal(current)]
        case .retrying(let error, let at):
            ["type": "retrying", "error": normal(error), "at": normal(at)]
        case .actionRequired(let status): ["type": "action_required", "status": normal(status)]
        case .stalled(let advice):
            [
                "type": "stalled",
                "advice": .array(advice.map { ["code": normal($0.code), "text": normal($0.text)] }),
            ]
        case .linked(let linked): linked.normalForm
        }
    }
}

extension HypersenderError: Normal {
    var normalForm: JSON {
        .object([
            "code": normal(code),
            "message": normal(details.message),
            "status": normal(details.status),
            "server_message": normal(details.serverMessage),
            "request_id": normal(details.requestID),
            "retry_after": normal(details.retryAfter),
            "outcome": normal(details.outcome?.rawValue),
            "operation": normal(details.operation?.rawValue),
            "attempts": normal(details.attempts),
            "elapsed": normal(details.elapsed),
            "argument": normal(details.argument.map(coreName)),
            "reason": normal(details.reason?.rawValue),
            "errors": .object(details.errors.mapValues(\.normalForm)),
            "limited_by": normal(details.limitedBy?.rawValue),
            "location": normal(details.location),
            "json_path": normal(details.jsonPath),
            "instance": normal(details.instance),
            "last_status": normal(details.lastStatus),
            "qr_codes_shown": normal(details.qrCodesShown),
        ])
    }
}
