import Foundation
import Hypersender
import HypersenderNative
import HypersenderTestingNative
import Testing

@Suite(.timeLimit(.minutes(2))) struct ValueTests {
    @Test("values are equal by their content")
    func equality() {
        #expect(Instance(sampleInstance(accessToken: "a")) == Instance(sampleInstance(accessToken: "a")))
        #expect(Instance(sampleInstance(accessToken: "a")) != Instance(sampleInstance(accessToken: "b")))
        #expect(Health(sampleHealth()) == Health(sampleHealth()))
        #expect(Restarted(sampleRestarted()) == Restarted(sampleRestarted()))
        #expect(InstanceStatus.unknown("WORKING") == .working)
        #expect(Set([InstanceStatus.unknown("WORKING"), .working]).count == 1)
    }

    @Test("codes are equal by their picture and life")
    func codes() throws {
        let code = try QRCode(png: png())
        let record = InstanceWithQrRecord(
            instance: sampleInstance(accessToken: "a"), qrCode: code.native)
        let (answer, again) = (InstanceWithQR(record), InstanceWithQR(echoAnswer(answer: record)))
        #expect(answer == again)
        #expect(Set([answer, again]).count == 1)
        #expect(try code != QRCode(png: png()), "another life")
    }

    @Test("every type comes back as it was")
    func echoes() throws {
        #expect(echoSecret(secret: "söme|thing") == "söme|thing")
        for status in InstanceStatus.documented + [.unknown("ÄNY \u{1b}[31m text")] {
            #expect(InstanceStatus(rawValue: echoStatus(status: status.rawValue)) == status)
        }
        for seconds in [-1.25, 0, 1_748_254_365.125] {
            let time = Date(timeIntervalSince1970: seconds)
            #expect(echoTime(time: time) == time)
        }
        #expect(try echoBytes(bytes: png()) == png())
        #expect(echoBytes(bytes: Data()) == Data())
    }

    @Test("an instance has all its fields, and an answer with a code has them too")
    func fields() throws {
        let instance = Instance(sampleInstance(accessToken: "canary"))
        #expect(instance.id == "c9a1dd76-5678-4f9d-9012-a5b78de100c3")
        #expect(instance.name == "Front desk")
        #expect(instance.phone == "+201234567890")
        #expect(instance.serviceType == "whatsapp")
        #expect(instance.status == .scanQRCode)
        #expect(instance.accessToken == Secret("canary"))
        #expect(instance.createdAt == Date(timeIntervalSince1970: 1_748_254_365.5))
        #expect(instance.createdAtRaw == "2025-05-26 10:12:45.5")
        #expect(instance.requestID == "request-1")
        let answer = InstanceWithQR(
            InstanceWithQrRecord(
                instance: sampleInstance(accessToken: "canary"),
                qrCode: try QRCode(png: png()).native))
        #expect(answer.name == "Front desk")
        #expect(answer.instance == instance)
        let health = Health(sampleHealth())
        #expect(health.instanceID == instance.id)
        #expect(health.status == .working)
        #expect(health.connectedAt == instance.createdAt)
        #expect(health.connectedAtRaw == instance.createdAtRaw)
        #expect(Restarted(sampleRestarted()).message == "Restarting")
    }

    @Test("a code draws itself in every form")
    func drawings() throws {
        let code = try QRCode(png: png())
        #expect(try code.png == png())
        #expect(try code.base64 == png().base64EncodedString())
        #expect(code.dataURI == "data:image/png;base64," + code.base64)
        #expect(try code.svg().hasPrefix("<svg"))
        #expect(try code.terminal().contains("▀"))
        #expect(try code.payload.reveal().hasPrefix("2@"))
        #expect(code.expiresIn > .seconds(40) && code.expiresIn <= .seconds(60))
        #expect(abs(code.expiresAt.timeIntervalSince(code.requestedAt) - 60) < 0.001)
        #expect(!code.isExpired)
    }

    @Test("what is no picture is refused")
    func notAPicture() async {
        let refused = await details { try QRCode(png: Data("GIF89a".utf8)) }
        #expect(refused?.code == "invalid_argument")
        #expect(refused?.argument == "png")
    }

    @Test("a code is saved for its owner alone, or not at all")
    func saves() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("hypersender-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("code.png")
        let code = try QRCode(png: png())
        try code.save(to: file)
        #expect(try Data(contentsOf: file) == png())
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        let nowhere = folder.appendingPathComponent("no/such/code.png")
        let error = await failure { try code.save(to: nowhere) }
        #expect(error is CocoaError)
        #expect(error?.localizedDescription.contains(nowhere.path) == true, "\(error as Any)")
    }

    @Test("what is in the place of a code is replaced if it is a file, and left alone if it is not")
    func savesOver() async throws {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appendingPathComponent("hypersender-\(UUID().uuidString)")
        let inner = folder.appendingPathComponent("folder")
        try files.createDirectory(at: inner, withIntermediateDirectories: true)
        defer { try? files.removeItem(at: folder) }
        let (file, code) = (folder.appendingPathComponent("code.png"), try QRCode(png: png()))
        try Data(repeating: 7, count: 100_000).write(to: file)
        try code.save(to: file)
        #expect(try Data(contentsOf: file) == png())
        var places = [inner]
        #if os(Linux)
        let device = folder.appendingPathComponent("device")
        try files.createSymbolicLink(atPath: device.path, withDestinationPath: "/dev/full")
        places += [device, URL(fileURLWithPath: "/dev/full"), URL(fileURLWithPath: "/proc/code.png")]
        #endif
        for place in places {
            let error = await failure { try code.save(to: place) }
            #expect(error?.localizedDescription.contains(place.path) == true, "\(error as Any)")
        }
        let left = try files.contentsOfDirectory(atPath: folder.path).count
        #expect(left == (places.count > 1 ? 3 : 2))
        #expect(try files.contentsOfDirectory(atPath: inner.path).isEmpty)
    }
}
