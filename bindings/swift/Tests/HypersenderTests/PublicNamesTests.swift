import Foundation
import Testing

#if os(Linux)
/// What a program was compiled with: a change of it is meant, and seen by whoever reads the change. On one
/// system, since each has a Foundation of its own.
@Suite struct PublicNamesTests {
    /// What the compiler tells of the public names of a module. `cargo xtask test swift` has it written.
    private struct Graph: Decodable {
        struct Symbol: Decodable {
            struct Identifier: Decodable { let precise: String }
            struct Fragment: Decodable { let spelling: String }
            let identifier: Identifier
            let pathComponents: [String]
            let declarationFragments: [Fragment]

            /// Whether it is written in the module, and not made by the compiler or the standard library.
            var isOwn: Bool { !identifier.precise.contains("::SYNTHESIZED::") }
        }

        struct Relationship: Decodable {
            let kind: String
            let source: String
            let target: String
            let targetFallback: String?
        }

        let symbols: [Symbol]
        let relationships: [Relationship]

        /// A line a name: where it belongs, how it is declared, and what protocols it conforms to.
        var lines: [String] {
            let conforming = relationships.filter { $0.kind == "conformsTo" }
            let protocols = Dictionary(grouping: conforming, by: \.source).mapValues { all in
                Set(all.compactMap { $0.targetFallback?.split(separator: ".").last }.map(String.init))
            }
            return symbols.filter(\.isOwn).map { symbol in
                let declared = symbol.declarationFragments.map(\.spelling).joined()
                // What everything is that is not declared otherwise, some compilers say and some don't.
                let conforms = (protocols[symbol.identifier.precise] ?? [])
                    .subtracting(["Copyable", "Escapable"]).sorted()
                let rest = conforms.isEmpty ? "" : ": " + conforms.joined(separator: ", ")
                return symbol.pathComponents.joined(separator: ".") + " | " + declared + rest
            }.sorted()
        }
    }

    @Test("the public names are those that are written down")
    func areWrittenDown() throws {
        let package = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let symbols = package.appendingPathComponent(".build/symbols")
        var text = ""
        for module in ["Hypersender", "HypersenderTesting"] {
            let file = symbols.appendingPathComponent("\(module).symbols.json")
            let graph = try JSONDecoder().decode(Graph.self, from: Data(contentsOf: file))
            text += "# \(module)\n" + graph.lines.map { $0 + "\n" }.joined()
        }
        let made = symbols.appendingPathComponent("public-names.txt")
        try text.write(to: made, atomically: true, encoding: .utf8)
        let kept = package.appendingPathComponent("public-names.txt")
        let known = (try? String(contentsOf: kept, encoding: .utf8)) ?? ""
        let (old, new) = (known.split(separator: "\n"), text.split(separator: "\n"))
        let change = new.difference(from: old).map { change in
            switch change {
            case .remove(_, let line, _): "- \(line)"
            case .insert(_, let line, _): "+ \(line)"
            }
        }
        #expect(change == [], "if that is meant: cp \(made.path) \(kept.path)")
    }
}
#endif
