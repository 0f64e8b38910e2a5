//! Licence expressions, such as `(MIT OR Apache-2.0) AND Unicode-3.0`.

/// Whether the licences in `allowed` are enough to satisfy `expression`.
///
/// A `/` is read as `OR`, as old manifests mean it.
pub(crate) fn is_met(expression: &str, allowed: &[&str]) -> Result<bool, &'static str> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = Words { left: spaced.split_whitespace().collect(), allowed };
    let met = words.alternatives()?;
    if words.left.is_empty() { Ok(met) } else { Err("has something after its end") }
}

struct Words<'a> {
    left: std::collections::VecDeque<&'a str>,
    allowed: &'a [&'a str],
}

impl Words<'_> {
    fn alternatives(&mut self) -> Result<bool, &'static str> {
        let mut met = self.conditions()?;
        while self.take("OR") {
            met |= self.conditions()?;
        }
        Ok(met)
    }

    fn conditions(&mut self) -> Result<bool, &'static str> {
        let mut met = self.licence()?;
        while self.take("AND") {
            met &= self.licence()?;
        }
        Ok(met)
    }

    fn licence(&mut self) -> Result<bool, &'static str> {
        if self.take("(") {
            let met = self.alternatives()?;
            return if self.take(")") { Ok(met) } else { Err("lacks a closing bracket") };
        }
        let name = self.left.pop_front().ok_or("ends too early")?;
        if self.take("WITH") {
            let exception = self.left.pop_front().ok_or("ends too early")?;
            let both = format!("{name} WITH {exception}");
            return Ok(self.allowed.contains(&both.as_str()));
        }
        Ok(self.allowed.contains(&name))
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.left.front() == Some(&word);
        if found {
            self.left.pop_front();
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::is_met;

    const ALLOWED: &[&str] = &["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"];

    #[test]
    fn one_of_several_is_enough_and_all_of_several_are_needed() {
        for (expression, met) in [
            ("MIT", true),
            ("GPL-2.0", false),
            ("GPL-2.0 OR MIT", true),
            ("GPL-2.0/MIT", true),
            ("GPL-2.0 AND MIT", false),
            ("ISC AND MIT", true),
            ("GPL-2.0 OR ISC AND MIT", true),
            ("(GPL-2.0 OR ISC) AND GPL-2.0", false),
            ("(GPL-2.0 OR ISC) AND (MIT)", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("MIT WITH LLVM-exception", false),
        ] {
            assert_eq!(is_met(expression, ALLOWED), Ok(met), "{expression}");
        }
    }

    #[test]
    fn what_is_no_expression_is_an_error() {
        for expression in ["", "MIT OR", "(MIT", "MIT ISC", "MIT)", "MIT WITH"] {
            assert!(is_met(expression, ALLOWED).is_err(), "{expression}");
        }
    }
}
