import Foundation
import HypersenderNative

extension HypersenderOptions {
    package var native: ClientRecord {
        ClientRecord(
            baseUrl: baseURL,
            timeout: timeout?.inSeconds,
            connectTimeout: connectTimeout?.inSeconds,
            maxRetries: maxRetries.map(Int64.init),
            cooldown: cooldown?.native,
            proxy: proxy,
            caCertificate: caCertificate?.native,
            userAgent: userAgent,
            allowInsecureHttp: allowInsecureHTTP)
    }
}

extension LinkOptions {
    var native: LinkRecord {
        LinkRecord(
            timeout: timeout?.inSeconds,
            maxQrCodes: maxQRCodes.map(Int64.init),
            qrLifetime: qrLifetime?.inSeconds,
            restartOnFailed: restartOnFailed)
    }
}

extension InstanceFilter {
    var native: ListFilter {
        ListFilter(uuid: uuid, name: name, phone: phone, status: status?.rawValue)
    }
}

func callOptions(
    timeout: Duration?, cooldown: Cooldown? = nil, maxWait: Duration? = nil
) -> CallRecord {
    CallRecord(
        timeout: timeout?.inSeconds, cooldown: cooldown?.native, maxWait: maxWait?.inSeconds)
}

extension Cooldown {
    fileprivate var native: CooldownChoice {
        switch self {
        case .raise: .raise
        case .wait: .wait
        case .off: .off
        }
    }
}

extension CACertificate {
    fileprivate var native: CertificateSource {
        switch self {
        case .pem(let text): .pem(pem: text)
        case .file(let file): .file(path: file.path)
        }
    }
}

extension Duration {
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
