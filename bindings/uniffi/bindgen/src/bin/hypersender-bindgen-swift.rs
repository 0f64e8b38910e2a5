//! UniFFI's generator for Swift, which has arguments of its own.

fn main() {
    uniffi::uniffi_bindgen_swift();
}
