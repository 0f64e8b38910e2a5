//! Real themes: what the colours without a value of their own look like.

use crate::screen::Colour;

pub(crate) type Rgb = [u8; 3];

#[derive(Debug)]
pub(crate) struct Theme {
    pub(crate) name: &'static str,
    pub(crate) background: Rgb,
    pub(crate) foreground: Rgb,
    /// The sixteen named colours: black, red and so on, then their bright forms.
    pub(crate) named: [Rgb; 16],
    /// Whether the colours 16 to 255 are made out of the theme too, as newer terminals can: 16 is
    /// its background then, 231 its foreground.
    pub(crate) generates: bool,
}

impl Theme {
    pub(crate) fn rgb_of(&self, colour: Colour, default: Rgb) -> Rgb {
        match colour {
            Colour::Default => default,
            Colour::Rgb(rgb) => rgb,
            Colour::Index(index @ 0..16) => self.named[usize::from(index)],
            Colour::Index(index @ 16..232) => self.in_cube(index - 16),
            Colour::Index(index) => self.on_ramp(index - 232),
        }
    }

    /// One of 6 x 6 x 6.
    fn in_cube(&self, place: u8) -> Rgb {
        const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
        let steps = [place / 36, place / 6 % 6, place % 6];
        std::array::from_fn(|channel| {
            if self.generates {
                self.between(channel, steps[channel], 5)
            } else {
                LEVELS[usize::from(steps[channel])]
            }
        })
    }

    /// One of 24 greys.
    fn on_ramp(&self, step: u8) -> Rgb {
        std::array::from_fn(|channel| {
            if self.generates { self.between(channel, step + 1, 25) } else { 8 + 10 * step }
        })
    }

    /// A channel of the colour after `step` of `steps` from the background to the foreground.
    fn between(&self, channel: usize, step: u8, steps: u8) -> u8 {
        let (from, to) = (u16::from(self.background[channel]), u16::from(self.foreground[channel]));
        let (step, steps) = (u16::from(step), u16::from(steps));
        u8::try_from((from * (steps - step) + to * step) / steps).unwrap()
    }

    pub(crate) fn that_generates(&self) -> Self {
        Self { generates: true, ..*self }
    }
}

/// A colour as designers write it.
const fn hex(rgb: u32) -> Rgb {
    let [_, r, g, b] = rgb.to_be_bytes();
    [r, g, b]
}

const fn all_hex(named: [u32; 16]) -> [Rgb; 16] {
    let mut all = [[0; 3]; 16];
    let mut at = 0;
    while at < 16 {
        all[at] = hex(named[at]);
        at += 1;
    }
    all
}

pub(crate) const THEMES: [Theme; 4] = [DARK, LIGHT, SOLARIZED_DARK, GRUVBOX_LIGHT];

/// Campbell, the default of Windows Terminal.
pub(crate) const DARK: Theme = Theme {
    name: "dark",
    background: hex(0x0C_0C0C),
    foreground: hex(0xCC_CCCC),
    named: all_hex([
        0x0C_0C0C, 0xC5_0F1F, 0x13_A10E, 0xC1_9C00, 0x00_37DA, 0x88_1798, 0x3A_96DD, 0xCC_CCCC,
        0x76_7676, 0xE7_4856, 0x16_C60C, 0xF9_F1A5, 0x3B_78FF, 0xB4_009E, 0x61_D6D6, 0xF2_F2F2,
    ]),
    generates: false,
};

/// Tango on white, as GNOME Terminal has it.
pub(crate) const LIGHT: Theme = Theme {
    name: "light",
    background: hex(0xFF_FFFF),
    foreground: hex(0x17_1421),
    named: all_hex([
        0x2E_3436, 0xCC_0000, 0x4E_9A06, 0xC4_A000, 0x34_65A4, 0x75_507B, 0x06_989A, 0xD3_D7CF,
        0x55_5753, 0xEF_2929, 0x8A_E234, 0xFC_E94F, 0x72_9FCF, 0xAD_7FA8, 0x34_E2E2, 0xEE_EEEC,
    ]),
    generates: false,
};

pub(crate) const SOLARIZED_DARK: Theme = Theme {
    name: "solarized dark",
    background: hex(0x00_2B36),
    foreground: hex(0x83_9496),
    named: all_hex([
        0x07_3642, 0xDC_322F, 0x85_9900, 0xB5_8900, 0x26_8BD2, 0xD3_3682, 0x2A_A198, 0xEE_E8D5,
        0x00_2B36, 0xCB_4B16, 0x58_6E75, 0x65_7B83, 0x83_9496, 0x6C_71C4, 0x93_A1A1, 0xFD_F6E3,
    ]),
    generates: false,
};

/// Its "black" is the light background.
pub(crate) const GRUVBOX_LIGHT: Theme = Theme {
    name: "gruvbox light",
    background: hex(0xFB_F1C7),
    foreground: hex(0x3C_3836),
    named: all_hex([
        0xFB_F1C7, 0xCC_241D, 0x98_971A, 0xD7_9921, 0x45_8588, 0xB1_6286, 0x68_9D6A, 0x7C_6F64,
        0x92_8374, 0x9D_0006, 0x79_740E, 0xB5_7614, 0x07_6678, 0x8F_3F71, 0x42_7B58, 0x3C_3836,
    ]),
    generates: false,
};
