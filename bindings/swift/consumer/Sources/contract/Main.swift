import Foundation
import Hypersender

/// One call of each operation, as `tests/contract/clients/README.md` says.
@main struct Contract {
    static func main() async throws {
        let client = try Hypersender(
            token: setting("HYPERSENDER_TOKEN"),
            options: HypersenderOptions(baseURL: setting("HYPERSENDER_BASE_URL")))
        let (healthy, unlinked) = (setting("HEALTHY"), setting("UNLINKED"))
        _ = try await client.health(instance: healthy)
        let (name, phone) = ("MyInstanceName", "+201234567890")
        let filter = InstanceFilter(uuid: healthy, name: name, phone: phone, status: .working)
        _ = try await client.listInstances(filter: filter)
        _ = try await client.createInstance(
            phone: phone, name: name, webhookURL: "https://example.com/webhooks/whatsapp")
        _ = try await client.restart(instance: healthy)
        _ = try await client.requestNewQRCode(instance: unlinked)
    }

    static func setting(_ name: String) -> String {
        ProcessInfo.processInfo.environment[name] ?? ""
    }
}
