import Foundation
import Testing

/// All that a process can write about what it does: nothing in it is secret.
@Suite(.timeLimit(.minutes(2))) struct SecretSinksTests {
    private let token = "77|cAnArYtOkEnA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6"

    @Test("nothing that a process writes shows a secret")
    func sinks() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("hypersender-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let secrets = folder.appendingPathComponent("secrets")
        let (status, written) = try program(in: folder, reading: token, secrets.path)
        #expect(status != 0, "\(written)")
        for sink in [
            "log Record(", "caught ", "said ", "internal", "event ", "values ", "process ", "Fatal error",
            "[redacted]", "hypersender: thread",
        ] {
            #expect(written.contains(sink), "\(sink) is not in \(written)")
        }
        let known = try String(contentsOf: secrets, encoding: .utf8).split(separator: "\n")
        #expect(known.count == 6)
        let oneLine = written.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(!oneLine.contains("- 137 - 80 - 78 - 71"))
        let picture = ["iVBORw0KGgo", "137, 80, 78, 71", "89504e47"]
        let others = [token, String(token.dropFirst(3)), "canary of a panic"] + picture
        for secret in known.map(String.init) + others {
            #expect(!secret.isEmpty && !written.contains(secret), "\(secret) is in \(written)")
        }
    }
}
