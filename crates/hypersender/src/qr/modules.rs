//! The modules of a code: the small squares it is made of.

use fast_qr::{ECL, QRBuilder};

/// A square of modules, dark or light, without the quiet zone around it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Modules {
    size: usize,
    dark: Vec<bool>,
}

impl Modules {
    /// `None` if `dark` does not know one of them.
    pub(super) fn from_fn(
        size: usize,
        dark: impl Fn(usize, usize) -> Option<bool>,
    ) -> Option<Self> {
        let places = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
        let dark = places.map(|(x, y)| dark(x, y)).collect::<Option<_>>()?;
        Some(Self { size, dark })
    }

    /// The smallest code that says `text`, at the lowest level of error correction; `None` if
    /// there is none.
    pub(super) fn smallest(text: &str) -> Option<Self> {
        let code = QRBuilder::new(text).ecl(ECL::L).build().ok()?;
        Self::from_fn(code.size, |x, y| Some(code[y][x].value()))
    }

    /// How many there are on a side.
    pub(super) const fn size(&self) -> usize {
        self.size
    }

    /// Whether the module is dark; what is outside is light.
    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.size && y < self.size && self.dark[y * self.size + x]
    }
}
