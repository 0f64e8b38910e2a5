//! How long it takes from the PNG to the text for a terminal, and to SVG.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use hypersender::QrCode;

const PICTURE: &[u8] = include_bytes!("../tests/terminal/whatsapp.png");

fn drawings(criterion: &mut Criterion) {
    let code = || QrCode::from_png(PICTURE).unwrap();
    criterion.bench_function("PNG, checked", |bench| bench.iter(|| black_box(code())));
    criterion.bench_function("PNG to its text", |bench| {
        bench.iter(|| black_box(code().payload().unwrap().reveal().len()));
    });
    criterion.bench_function("PNG to SVG", |bench| bench.iter(|| black_box(code().svg().unwrap())));
    criterion.bench_function("PNG to terminal", |bench| {
        bench.iter(|| black_box(code().terminal().unwrap()));
    });
}

criterion_group!(benches, drawings);
criterion_main!(benches);
