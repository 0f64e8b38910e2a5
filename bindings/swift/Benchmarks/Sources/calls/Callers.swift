import Foundation
import Hypersender

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The call as this package makes it.
struct WithHypersender: Caller {
    private let client: Hypersender

    init(_ base: String) throws {
        client = try Hypersender(token: token, options: HypersenderOptions(baseURL: base))
    }

    func health() async throws -> Bool {
        try await client.health(instance: instance).status == .working
    }

    func qr() async throws -> Bool {
        try await client.requestNewQRCode(instance: instance, cooldown: .off).qrCode.png.count > 1000
    }
}

/// The call as a program makes it that is written by hand: what it needs, as it is declared.
final class WithURLSession: Caller {
    private let base: String
    private let session: URLSession

    init(_ base: String, _ atOnce: Int) {
        self.base = base
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = atOnce
        session = URLSession(configuration: configuration)
    }

    // The names are those on the wire.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    private struct Health: Decodable {
        let instance_id: String
        let status: String
        let connected_at: String?
    }

    // The names are those on the wire.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    private struct Answer: Decodable {
        let id: String
        let name: String?
        let phone: String?
        let service_type: String?
        let status: String
        let access_token: String?
        let created_at: String?
        let qr_code: Data
    }

    func health() async throws -> Bool {
        let health: Health = try await answer("GET", "/\(instance)/health")
        return health.status == "WORKING" && health.instance_id == instance
    }

    func qr() async throws -> Bool {
        let answer: Answer = try await answer("POST", "/\(instance)/request-new-qr-code")
        return answer.qr_code.count > 1000 && answer.id == instance
    }

    private func answer<Value: Decodable>(_ method: String, _ path: String) async throws -> Value {
        var request = URLRequest(url: URL(string: base + path)!)
        request.httpMethod = method
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        let (data, answer) = try await session.data(for: request)
        guard (answer as? HTTPURLResponse)?.statusCode == 200 else { fatalError("\(answer)") }
        return try JSONDecoder().decode(Value.self, from: data)
    }
}
