//! Lets the module be linked against names that the program that loads it has: Node's.

fn main() {
    napi_build::setup();
}
