import Foundation
import Hypersender
import HypersenderNative
import HypersenderTestingNative
import Testing

/// What the core declares is what this package handles.
@Suite(.timeLimit(.minutes(2))) struct VocabularyTests {
    private let declared = vocabulary()

    @Test("every code has a case of its own, named by it", arguments: vocabulary().codes)
    func codes(code: String) {
        #expect(caseName(of: sampleError(code)) == code)
    }

    @Test("every kind of event has a case, named by it")
    func events() throws {
        let code = try QRCode(png: png())
        let events = try sampleEvents(qrCode: code.native).map(LinkEvent.init)
        #expect(events.map { caseName(of: $0) } == declared.events)
    }

    @Test("an event about an operation that is not known is a defect, and no other event")
    func unknownOperation() async {
        let event = NativeLinkEvent.limited(retryAt: .distantFuture, operation: "new")
        #expect(await details { try LinkEvent(event) }?.code == "internal")
    }

    @Test("every documented status is known, and any other is kept")
    func statuses() {
        #expect(InstanceStatus.documented.map(\.rawValue) == declared.statuses)
        #expect(InstanceStatus.documented.allSatisfy { !"\($0)".contains("unknown") })
        #expect("\(InstanceStatus(rawValue: "working"))" == #"unknown("working")"#)
    }

    @Test("the closed sets are those of the core")
    func sets() {
        #expect(Hypersender.Operation.allCases.map(\.rawValue) == declared.operations)
        #expect(ErrorDetails.Outcome.allCases.map(\.rawValue) == declared.outcomes)
        #expect(ErrorDetails.Reason.allCases.map(\.rawValue) == declared.reasons)
        #expect(ErrorDetails.LimitedBy.allCases.map(\.rawValue) == declared.limitedBy)
    }

    /// The name of an enum's case as the core would write it.
    private func caseName(of value: Any) -> String {
        let name = Mirror(reflecting: value).children.first?.label ?? String(describing: value)
        return name.replacingOccurrences(of: "QR", with: "Qr").reduce(into: "") { text, letter in
            text += letter.isUppercase ? "_\(letter.lowercased())" : String(letter)
        }
    }
}
