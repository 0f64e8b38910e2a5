//! How the library is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let system = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    if ["android", "linux"].contains(&system.as_str()) {
        // Android 15 runs on devices with pages of 16 KB, and loads no library that is laid out for
        // smaller ones. On other devices it costs a few KB of padding.
        println!("cargo::rustc-link-arg-cdylib=-Wl,-z,max-page-size=16384");
    }
    if system == "android" {
        // Android reads these tables packed, from version 6 on: a thirtieth of the library less.
        println!("cargo::rustc-link-arg-cdylib=-Wl,--pack-dyn-relocs=android");
    }
}
