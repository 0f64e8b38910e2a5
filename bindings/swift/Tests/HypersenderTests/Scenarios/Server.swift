import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The scenario server, asked over HTTP.
final class Server: Sendable {
    private let address: String
    private let session: URLSession

    init(address: String) {
        self.address = address
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = 1000
        configuration.timeoutIntervalForRequest = 600
        session = URLSession(configuration: configuration)
    }

    func get(_ path: String) async throws -> JSON {
        try await sent(URLRequest(url: url(path)))
    }

    func post(_ path: String, _ body: JSON) async throws -> JSON {
        var request = URLRequest(url: url(path))
        request.httpMethod = "POST"
        request.httpBody = try JSONEncoder().encode(body)
        return try await sent(request)
    }

    private func url(_ path: String) -> URL { URL(string: address + path)! }

    private func sent(_ request: URLRequest) async throws -> JSON {
        let (data, answer) = try await cancelledAsATask { try await session.data(for: request) }
        guard (answer as? HTTPURLResponse)?.statusCode == 200 else {
            throw Defect(text: String(decoding: data, as: UTF8.self))
        }
        return try JSONDecoder().decode(JSON.self, from: data)
    }
}

/// A request that is cancelled with its task has an error of its own for it.
private func cancelledAsATask<Value>(_ work: () async throws -> Value) async throws -> Value {
    do { return try await work() } catch let error as URLError where error.code == .cancelled {
        throw CancellationError()
    }
}

/// Something is wrong with the runner or the server.
struct Defect: Error {
    let text: String
}
