//! Who asks: accounts and their tokens, and the instances' own.

use fastrand::Rng;

/// An account of the service.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) token: String,
}

/// Whose token came with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bearer {
    Account(usize),
    /// The token of the instance at that place, and the instance's account.
    Instance {
        at: usize,
        account: usize,
    },
}

impl Bearer {
    pub(super) fn account(self) -> usize {
        match self {
            Self::Account(account) | Self::Instance { account, .. } => account,
        }
    }
}

/// A token as Laravel makes them: a number, a bar, 40 characters and their checksum.
pub(super) fn token(rng: &mut Rng) -> String {
    let random: String = std::iter::repeat_with(|| rng.alphanumeric()).take(40).collect();
    let number = rng.u32(100..1000);
    format!("{number}|{random}{:08x}", crc32fast::hash(random.as_bytes()))
}

/// A random UUID.
pub(super) fn uuid(rng: &mut Rng) -> String {
    let (high, low) = (rng.u64(..), rng.u64(..));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        0x8000 | low >> 48 & 0x3fff,
        low & 0xffff_ffff_ffff,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_carries_its_checksum() {
        let token = token(&mut Rng::with_seed(1));
        let (number, rest) = token.split_once('|').unwrap();
        assert!(number.bytes().all(|byte| byte.is_ascii_digit()));
        let (random, checksum) = rest.split_at(40);
        assert_eq!(checksum, format!("{:08x}", crc32fast::hash(random.as_bytes())));
    }

    #[test]
    fn a_uuid_says_that_it_is_random() {
        let uuid = uuid(&mut Rng::with_seed(1));
        let lengths: Vec<_> = uuid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(&uuid[14..15], "4");
        assert!("89ab".contains(&uuid[19..20]));
    }
}
