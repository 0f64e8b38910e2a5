import Hypersender
import HypersenderTesting

@main struct Consumer {
    static func main() async throws {
        let sandbox = try Sandbox(speed: 20)
        try sandbox.expect(#"{"shown": 1, "after": 8, "do": {"scan": {}}}"#)
        let (url, token) = (try sandbox.url, try sandbox.token)
        let client = try Hypersender(
            token: { token.reveal() }, options: HypersenderOptions(baseURL: url))

        let ledger = Ledger()
        await ledger.note(try await client.listInstances())
        do {
            _ = try await client.health(instance: "nobody")
        } catch let error as HypersenderError {
            await ledger.note(error)
        }
        let summary = await ledger.summary
        guard summary == #"1 instances, ["not_found"]"# else { fatalError(summary) }

        let screen = Screen()
        try await screen.link(with: sandbox.client(), instance: sandbox.instance)
        guard screen.shown.count == 1, screen.linked?.alreadyLinked == false else {
            fatalError("the phone is not linked")
        }
        print("A program with the package alone links a phone.")
    }
}
