import Foundation
import Hypersender
import HypersenderTesting
import Testing

/// The name of this thread, as the system has it.
private func thread() -> String {
    #if os(Linux)
    return comm("/proc/thread-self/comm")
    #else
    var name = [CChar](repeating: 0, count: 64)
    pthread_getname_np(pthread_self(), &name, name.count)
    return String(cString: name)
    #endif
}

/// What such a file of the system says.
private func comm(_ path: String) -> String {
    let told = FileManager.default.contents(atPath: path) ?? Data()
    return String(decoding: told, as: UTF8.self).trimmingCharacters(in: .newlines)
}

/// The library has one thread that wakes whoever waits: nobody's own code may run on it.
@Suite(.timeLimit(.minutes(2))) struct ThreadTests {
    @Test("code after a call, a failure and an event runs where the tasks run")
    func leaves() async throws {
        let sandbox = try Sandbox(speed: 20)
        let (client, instance) = (try sandbox.client(), try sandbox.instance)
        var threads: Set<String> = []
        // Whose answer is there at once goes on without being woken: so there are some.
        for _ in 0..<20 {
            _ = try await client.listInstances()
            threads.insert(thread())
            _ = await failure { try await client.restart(instance: "nobody") }
            threads.insert(thread())
        }
        try sandbox.expect(scanned)
        for try await _ in client.link(instance: instance) { threads.insert(thread()) }
        #expect(threads.filter { $0.hasPrefix("hypersender-ho") } == [])
        #if os(Linux)
        let all = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
        let names = all.map { comm("/proc/self/task/\($0)/comm") }
        #expect(names.contains { $0.hasPrefix("hypersender-ho") }, "it would be known: \(names)")
        #endif
    }
}
