import Foundation
import HypersenderNative

/// A QR code that links a phone, as long as it lives. Show it on **another screen than that of the
/// phone that is to scan it**: a phone can't scan itself. Share or print the picture if this is the
/// only screen.
///
/// On Apple's platforms: `UIImage(data: code.png)`, and in SwiftUI
/// `Image(uiImage: image).interpolation(.none).resizable()`. Two codes are equal if picture and life
/// are. What is in it is as secret as a password, so it is in no text but those that are asked for by
/// name.
public struct QRCode: Sendable {
    package let native: NativeQrCode

    package init(_ native: NativeQrCode) {
        self.native = native
    }

    /// A code from a PNG that came another way: from your own back end, or for a test of what shows
    /// it. Its 60 seconds count from now.
    ///
    /// - Throws: ``HypersenderError/invalidArgument(_:)`` if the data is not a whole PNG of at most
    ///   1 MiB and 4 megapixels.
    public init(png: Data) throws {
        native = try published { try NativeQrCode.fromPng(png: png) }
    }

    /// When the request for this code was sent. Its life counts from here.
    public var requestedAt: Date { native.requestedAt() }

    /// When the code ends, by the wall clock: an estimate, since the service does not tell it.
    public var expiresAt: Date { native.expiresAt() }

    /// How long the code may still be shown; zero once it is dead. It also counts the time a device
    /// sleeps, and a clock that is set back does not prolong it.
    public var expiresIn: Duration { .seconds(native.expiresIn()) }

    /// Whether the code is dead and must not be shown any more.
    public var isExpired: Bool { native.isExpired() }

    /// The picture as the service made it, a PNG.
    public var png: Data { native.png() }

    /// The PNG in base64, with the standard alphabet and padding.
    public var base64: String { native.base64() }

    /// The PNG as a `data:image/png;base64,` URI: the `src` of an `<img>`.
    public var dataURI: String { native.dataUri() }

    /// The text in the code: what a phone reads.
    ///
    /// - Throws: ``HypersenderError/invalidResponse(_:)`` with the reason
    ///   ``ErrorDetails/Reason/notAQRCode`` if the picture shows none that can be read; so do
    ///   ``svg()`` and ``terminal()``.
    public var payload: Secret {
        get throws { Secret(try published { try native.payload() }) }
    }

    /// The code as an SVG document: one path, a white ground, no size of its own.
    public func svg() throws -> String {
        try published { try native.svg() }
    }

    /// The code as lines of text that can be scanned off a terminal, whatever its theme.
    public func terminal() throws -> String {
        try published { try native.terminal() }
    }

    /// Writes the PNG into a file, readable by its owner alone, at once or not at all: a file that is
    /// there is replaced, and stays as it was if that fails.
    ///
    /// - Throws: `CocoaError`, which names the file and says why it can't be written.
    public func save(to file: URL) throws {
        do {
            try native.save(path: file.path)
        } catch SaveError.Io(let text) {
            throw CocoaError(
                .fileWriteUnknown,
                userInfo: [
                    NSFilePathErrorKey: file.path,
                    NSLocalizedDescriptionKey:
                        "The QR code can't be written to \(file.path): \(text)",
                ])
        }
    }
}

extension QRCode: Hashable {
    /// Whether it is the same picture with the same life.
    public static func == (one: QRCode, other: QRCode) -> Bool {
        one.native === other.native || one.native.isSame(other: other.native)
    }

    /// Goes by its life.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(requestedAt)
        hasher.combine(expiresAt)
    }
}

extension QRCode: CustomStringConvertible, CustomReflectable {
    /// Its life, and nothing of what is in it.
    public var description: String { "QRCode(requestedAt: \(requestedAt), expiresAt: \(expiresAt))" }

    /// Its life, and nothing of what is in it.
    public var customMirror: Mirror {
        Mirror(self, children: ["requestedAt": requestedAt, "expiresAt": expiresAt])
    }
}
