//! What is changed in the Kotlin code.

use super::tidy;

/// Makes every declaration of a Kotlin file internal to its module: UniFFI can't be told to, and
/// what it writes is not the package's API.
pub(super) fn internal(text: &str) -> String {
    const DECLARATIONS: &[&str] = &[
        "abstract class ",
        "class ",
        "const val ",
        "data class ",
        "enum class ",
        "fun ",
        "fun interface ",
        "inline fun ",
        "interface ",
        "object ",
        "open class ",
        "sealed class ",
        "sealed interface ",
        "suspend fun ",
        "typealias ",
        "val ",
        "value class ",
        "var ",
    ];
    let hidden = |line: &str| {
        // A function comes on the line on which its comment ends, or is indented by five.
        let (comment, rest) = match line.find("*/ ") {
            Some(end) => line.split_at(end + "*/ ".len()),
            None if line.starts_with("     suspend fun ") => line.split_at(5),
            None => ("", line),
        };
        let bare = rest.strip_prefix("public ").unwrap_or(rest);
        if DECLARATIONS.iter().any(|start| bare.starts_with(start)) {
            format!("{comment}internal {bare}")
        } else {
            line.to_owned()
        }
    };
    tidy(&text.lines().map(hidden).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_generated_for_kotlin_is_nobody_elses() {
        let text = "package a\npublic object B {\n    fun c() \n}\nopen class D\n  */ fun e()\nprivate val f = 1\n\n";
        let expected = "package a\ninternal object B {\n    fun c()\n}\ninternal open class D\n  */ internal fun e()\nprivate val f = 1\n";
        assert_eq!(internal(text), expected);
    }
}
