import Foundation
import Testing

@Suite(.timeLimit(.minutes(2))) struct ProcessEndTests {
    @Test("a process ends as it was told to, with a session and a call alive")
    func end() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("hypersender-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (status, written) = try program(in: folder, reading: "1|token", "end")
        #expect(status == 7, "\(written)")
        #expect(!written.contains("panicked"), "\(written)")
    }
}
