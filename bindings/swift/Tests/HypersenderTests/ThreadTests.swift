import Foundation
import Hypersender
import HypersenderTesting
import Testing

/// This thread: on Linux its number, since there a thread bears the name of the one that began it.
private func thread() -> String {
    #if os(Linux)
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")
    return link?.split(separator: "/").last.map(String.init) ?? ""
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
        #if os(Linux)
        let all = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
        let named = all.filter { comm("/proc/self/task/\($0)/comm").hasPrefix("hypersender-ho") }
        // Whoever else bears the name was begun later.
        let host = try #require(named.compactMap(Int.init).min(), "it would be known: \(all)")
        #expect(!threads.isEmpty && !threads.contains("") && !threads.contains("\(host)"))
        #else
        #expect(threads.filter { $0.hasPrefix("hypersender-ho") } == [])
        #endif
    }
}
