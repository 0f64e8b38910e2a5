//! Texts that must not appear in any rendering of anything: tokens, texts of QR codes, passwords.

use serde_json::Value;

use crate::expectation::StepResult;

/// Shorter ones would be found where they are not.
const SHORTEST: usize = 8;

/// How the beginning of a picture is written: in base64, as numbers with and without a sign, as bytes of
/// Python, as hexadecimal digits, and as it is.
const PICTURE: [&str; 8] = [
    "iVBORw0KGgo",
    "137, 80, 78, 71",
    "-119, 80, 78, 71",
    "137 - 80 - 78 - 71",
    "x89PNG",
    "89504e47",
    "89 50 4e 47",
    "PNG\r\n\u{1a}",
];

/// The secrets of a run.
#[derive(Debug, Default)]
pub(crate) struct Canaries(Vec<String>);

impl Canaries {
    /// Each of these, and each part of it that white space sets apart.
    pub(crate) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut canaries: Vec<String> = secrets
            .into_iter()
            .flat_map(|secret| {
                let parts: Vec<_> = secret.split_whitespace().map(str::to_owned).collect();
                [vec![secret], parts].concat()
            })
            .filter(|secret| secret.len() >= SHORTEST)
            .collect();
        canaries.sort();
        canaries.dedup();
        Self(canaries)
    }

    /// Where one of them, or of `more`, or a picture, is in a result.
    pub(crate) fn in_result(&self, result: &StepResult, more: &[Value]) -> Vec<String> {
        let normal_forms = [&result.value, &result.error];
        let texts: Vec<String> = normal_forms
            .into_iter()
            .flatten()
            .map(Value::to_string)
            .chain(result.renderings.iter().cloned())
            .collect();
        let forbidden =
            self.0.iter().map(String::as_str).chain(more.iter().filter_map(Value::as_str));
        let shown = |secret: &str, text: &str| {
            let text: String = text.chars().take(300).collect();
            format!("{secret:?} must not be in any rendering, and is in: {text}")
        };
        let mut found: Vec<String> = forbidden
            .filter_map(|secret| Some(shown(secret, texts.iter().find(|it| it.contains(secret))?)))
            .collect();
        for text in &texts {
            found.extend(picture_in(text).map(|written| shown(written, text)));
        }
        found
    }
}

/// How a picture is written in a text, if one is: on one line or on many.
fn picture_in(text: &str) -> Option<&'static str> {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    PICTURE.into_iter().find(|it| text.contains(it) || one_line.contains(it))
}

/// Every `access_token` in an answer.
pub(crate) fn access_tokens(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| access_tokens(item, found)),
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(token) if key == "access_token" => found.push(token.clone()),
                    _ => access_tokens(value, found),
                }
            }
        }
        _ => {}
    }
}

/// The password in a URL such as a proxy's.
pub(crate) fn password(url: &str) -> Option<String> {
    let (login, _) = url.split_once("://")?.1.rsplit_once('@')?;
    Some(login.split_once(':')?.1.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_found_however_a_language_writes_it() {
        let png = [0x89_u8, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
        let signed: Vec<i8> = png.iter().map(|byte| byte.cast_signed()).collect();
        let digits: Vec<_> = png.iter().map(|byte| format!("{byte:02x}")).collect();
        let dumped: Vec<_> = png.iter().map(|byte| format!("    - {byte}\n")).collect();
        for text in [
            format!("{png:?}"),
            format!("{png:#?}"),
            format!("{signed:?}"),
            digits.concat(),
            format!("<Buffer {}>", digits.join(" ")),
            format!("\u{25bf} 8 bytes\n{}", dumped.concat()),
            "QrCode(png=b'\\x89PNG\\r\\n')".to_owned(),
            format!("data:image/png;base64,{}", base64_simd::STANDARD.encode_to_string(png)),
            String::from_utf8_lossy(&png).into_owned(),
        ] {
            let renderings = vec!["nothing".to_owned(), text.clone()];
            let result = StepResult { renderings, ..StepResult::default() };
            assert_eq!(Canaries::default().in_result(&result, &[]).len(), 1, "{text}");
        }
        let result =
            StepResult { renderings: vec!["a PNG of 89 x 80".into()], ..StepResult::default() };
        assert_eq!(Canaries::default().in_result(&result, &[]), [""; 0]);
    }
}
