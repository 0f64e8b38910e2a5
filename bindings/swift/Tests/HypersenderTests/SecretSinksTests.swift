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
        let (succeeded, written) = try run(in: folder, secrets.path)
        #expect(!succeeded, "\(written)")
        for sink in [
            "log Record(", "caught ", "said ", "internal", "event ", "values ", "process ", "Fatal error",
            "[redacted]",
        ] {
            #expect(written.contains(sink), "\(sink) is not in \(written)")
        }
        let known = try String(contentsOf: secrets, encoding: .utf8).split(separator: "\n")
        #expect(known.count == 4)
        for secret in known.map(String.init) + [token, String(token.dropFirst(3))] {
            #expect(!secret.isEmpty && !written.contains(secret), "\(secret) is in \(written)")
        }
    }

    /// The program beside the tests, and all that it wrote.
    private func run(in folder: URL, _ argument: String) throws -> (Bool, String) {
        let (input, output) = (folder.appendingPathComponent("in"), folder.appendingPathComponent("out"))
        try Data("\(token)\n".utf8).write(to: input)
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
            .deletingLastPathComponent().appendingPathComponent("SecretSinks")
        process.arguments = [argument]
        // What the library itself would write of a panic.
        process.environment = ProcessInfo.processInfo.environment
            .merging(["RUST_BACKTRACE": "full", "RUST_LOG": "trace"]) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: input)
        let sink = try FileHandle(forWritingTo: output)
        (process.standardOutput, process.standardError) = (sink, sink)
        try process.run()
        process.waitUntilExit()
        try sink.close()
        let written = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        return (process.terminationReason == .exit && process.terminationStatus == 0, written)
    }
}
