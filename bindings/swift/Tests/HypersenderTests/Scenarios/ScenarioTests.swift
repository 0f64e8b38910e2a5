import Foundation
import HypersenderNative
import HypersenderTestingNative
import Testing

/// Every scenario, seen from Swift. `HYPERSENDER_SCENARIOS=cooldown/` runs those of a folder.
@Suite(.timeLimit(.minutes(10))) struct ScenarioTests {
    /// So many at a time: those on the real clock must not be in each other's way.
    private let atOnce = 12

    @Test("every scenario passes")
    func scenarios() async throws {
        let scenarios = try Scenarios.start(language: "swift")
        let server = Server(address: scenarios.address())
        let folder = ProcessInfo.processInfo.environment["HYPERSENDER_SCENARIOS"] ?? ""
        let all = try await server.get("/scenarios").array.compactMap { $0["name"].text }
        var names = all.filter { $0.hasPrefix(folder) }.makeIterator()
        #expect(all.count > 100)
        try await withThrowingTaskGroup(of: (String, [String]).self) { group in
            func next() {
                guard let name = names.next() else { return }
                group.addTask { (name, try await play(name, server, scenarios)) }
            }
            for _ in 0..<atOnce { next() }
            while let (name, mismatches) = try await group.next() {
                #expect(mismatches == [], "\(name)")
                next()
            }
        }
    }

    private func play(
        _ name: String, _ server: Server, _ scenarios: Scenarios
    ) async throws -> [String] {
        let plan = try await server.post("/start", ["name": .text(name)])
        let seconds = plan["guard"].number ?? 0
        let run = Run(server: server, scenarios: scenarios, plan: plan)
        return try await withThrowingTaskGroup(of: [String].self) { group in
            group.addTask {
                do { return try await run.play() } catch { return ["the runner: \(error)"] }
            }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                return ["it took longer than \(seconds) s"]
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }
}
