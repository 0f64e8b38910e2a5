import Foundation
import Hypersender
import HypersenderNative
import HypersenderTestingNative

/// What a token function throws: an error of the caller's own.
private struct Scripted: Error {
    let text: String
}

/// One run of a scenario: makes clients, makes calls, and hands over what came of them.
final class Run: Sendable {
    private let server: Server
    private let scenarios: Scenarios
    private let plan: JSON
    private let clients = Locked<[String: Hypersender]>([:])
    private let kept = Locked<[String: QRCode]>([:])

    init(server: Server, scenarios: Scenarios, plan: JSON) {
        self.server = server
        self.scenarios = scenarios
        self.plan = plan
    }

    private var id: JSON { plan["run"] }

    /// Does all steps. What is wrong with what came of them.
    func play() async throws -> [String] {
        var mismatches: [String] = []
        for step in plan["steps"].array {
            mismatches += try await take(step)
        }
        return mismatches + (try await server.post("/finish", ["run": id]))["mismatches"].texts
    }

    private func take(_ step: JSON) async throws -> [String] {
        let turn = try await server.post("/begin", ["run": id, "step": step["id"]])["turn"]
        var (result, before): (JSON, [String]) = (.null, [])
        switch step["do"].text {
        case "new_client": result = try newClient(step)
        case "call":
            result = try await cancellable(step, turn) { try await self.call(step) }
        case "link":
            result = try await cancellable(step, turn) { try await self.link(step, turn) }
        case "concurrently": before = try await concurrently(step["steps"].array)
        case "close": client(step["name"]).close()
        case "read": result = ["qr": read(code(step["name"]), step["read"].texts)]
        case "until", "advance", "suspend", "set_wall": break
        default: throw Defect(text: "nobody does \(step["do"])")
        }
        let checked = try await server.post(
            "/check", ["run": id, "turn": turn, "result": result])
        return before + checked["mismatches"].texts
    }

    /// Begins them in this order, and waits for all.
    private func concurrently(_ steps: [JSON]) async throws -> [String] {
        try await withThrowingTaskGroup(of: [String].self) { group in
            for step in steps {
                for _ in 0..<Int(step["times"].number ?? 1) {
                    group.addTask { try await self.take(step) }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func newClient(_ step: JSON) throws -> JSON {
        do {
            let client = try makeClient(step["options"])
            clients.with { $0[step["name"].text!] = client }
            return step["check"].flag ? ["value": [:]] : .null
        } catch let error as HypersenderError where step["check"].flag {
            return failed(error)
        }
    }

    private func makeClient(_ options: JSON) throws -> Hypersender {
        let settings = HypersenderOptions(
            baseURL: options["base_url"].text,
            timeout: options["timeout"].duration,
            connectTimeout: options["connect_timeout"].duration,
            maxRetries: options["max_retries"].number.map { Int($0) },
            cooldown: cooldown(options),
            proxy: options["proxy"].text,
            caCertificate: options["ca_certificate"].text.map { .file(URL(fileURLWithPath: $0)) },
            userAgent: options["user_agent"].text,
            allowInsecureHTTP: options["allow_insecure_http"].flag)
        let source = options["token"]["callback"].text.map { Source(ask: provider($0)) }
        return Hypersender(
            try published {
                try scenarios.client(
                    run: id.text!, token: options["token"].text, source: source,
                    options: settings.native)
            })
    }

    private func provider(_ callback: String) -> @Sendable () async throws -> String {
        { [server, id] in
            let answer = try await server.post("/token", ["run": id, "callback": .text(callback)])
            guard let token = answer["token"].text else {
                throw Scripted(text: answer["throw"].text!)
            }
            return token
        }
    }

    /// Does it; cancels it when the server says so.
    private func cancellable(
        _ step: JSON, _ turn: JSON, _ work: @escaping @Sendable () async throws -> JSON
    ) async throws -> JSON {
        let working = Task { try await work() }
        let watched = step["cancel_after"] != .null || step["cancel_at"] != .null
        let watch = Task { [server, id] in
            let asked: JSON = ["run": id, "turn": turn]
            if watched, try await server.post("/watch", asked)["cancel"].flag { working.cancel() }
        }
        defer { watch.cancel() }
        return try await withTaskCancellationHandler {
            do {
                return try await working.value
            } catch is CancellationError {
                return ["cancelled": .bool(true)]
            } catch let error as HypersenderError {
                return failed(error)
            } catch let error as Scripted {
                return ["thrown": .text(error.text)]
            }
        } onCancel: {
            working.cancel()
        }
    }

    private func call(_ step: JSON) async throws -> JSON {
        let client = client(step["client"])
        let (args, options) = (step["args"], step["options"])
        let (instance, timeout) = (args["instance"].text ?? "", options["timeout"].duration)
        switch step["operation"].text {
        case "request_new_qr_code":
            return finished(
                step,
                try await client.requestNewQRCode(
                    instance: instance, timeout: timeout, cooldown: cooldown(options),
                    maxWait: options["max_wait"].duration))
        case "health":
            return ended(try await client.health(instance: instance, timeout: timeout))
        case "list_instances":
            let filter = InstanceFilter(
                uuid: args["uuid"].text, name: args["name"].text, phone: args["phone"].text,
                status: args["status"].text.map(InstanceStatus.init))
            let listed = try await client.listInstances(filter: filter, timeout: timeout)
            return ended(listed, accessToken: .array(listed.map { normal($0.accessToken?.reveal()) }))
        case "create_instance":
            return finished(
                step,
                try await client.createInstance(
                    phone: args["phone"].text ?? "", name: args["name"].text ?? "",
                    webhookURL: args["webhook_url"].text, timeout: timeout))
        case "restart":
            return ended(try await client.restart(instance: instance, timeout: timeout))
        case "qr_cooldown": return ended(try client.qrCooldown(instance: instance))
        default: throw Defect(text: "no operation is called \(step["operation"])")
        }
    }

    private func link(_ step: JSON, _ turn: JSON) async throws -> JSON {
        let given = step["options"]
        let options = LinkOptions(
            timeout: given["timeout"].duration,
            maxQRCodes: given["max_qr_codes"].number.map { Int($0) },
            qrLifetime: given["qr_lifetime"].duration,
            restartOnFailed: given["restart_on_failed"].flag)
        let session = client(step["client"]).link(instance: step["instance"].text!, options: options)
        if step["wait"].flag {
            return ended(try await session.linked())
        }
        var linked: LinkEvent?
        for try await event in session {
            if case .linked = event { linked = event }
            let told: JSON = [
                "run": id, "turn": turn, "event": event.normalForm, "renderings": renderings(event),
            ]
            if try await !server.post("/event", told)["go_on"].flag { break }
        }
        return linked.map { ended($0) } ?? ["cancelled": .bool(true)]
    }

    /// An answer with a code, which is kept and looked at as the step says.
    private func finished(_ step: JSON, _ answer: InstanceWithQR) -> JSON {
        if let name = step["keep_as"].text {
            kept.with { $0[name] = answer.qrCode }
        }
        return ended(
            answer, accessToken: normal(answer.accessToken?.reveal()),
            qr: read(answer.qrCode, step["read"].texts))
    }

    private func ended(_ value: some Normal, accessToken: JSON = .null, qr: JSON = [:]) -> JSON {
        [
            "value": value.normalForm, "renderings": renderings(value),
            "access_token": accessToken, "qr": qr,
        ]
    }

    private func failed(_ error: HypersenderError) -> JSON {
        let token = error.details.instance?.accessToken?.reveal()
        guard case .array(let texts) = renderings(error) else { return .null }
        return [
            "error": error.normalForm, "access_token": normal(token),
            "renderings": .array(texts + [.text(error.localizedDescription)]),
        ]
    }

    private func read(_ code: QRCode, _ names: [String]) -> JSON {
        func look(_ name: String) throws -> JSON {
            switch name {
            case "payload": .text(try code.payload.reveal())
            case "png": .text(code.png.base64EncodedString())
            case "data_uri": .text(code.dataURI)
            case "svg": .text(try code.svg())
            case "terminal": .text(try code.terminal())
            case "is_expired": .bool(code.isExpired)
            case "expires_in": normal(code.expiresIn)
            default: throw Defect(text: "nothing called \(name) can be read")
            }
        }
        return .object(
            Dictionary(
                uniqueKeysWithValues: names.map { name in
                    do { return (name, try look(name)) } catch {
                        return (name, ["error": normal(error as? HypersenderError)])
                    }
                }))
    }

    private func client(_ name: JSON) -> Hypersender { clients.with { $0[name.text!]! } }

    private func code(_ name: JSON) -> QRCode { kept.with { $0[name.text!]! } }

    private func cooldown(_ options: JSON) -> Cooldown? {
        switch options["cooldown"].text {
        case "raise": .raise
        case "wait": .wait
        case "off": .off
        default: nil
        }
    }
}
