//! Whether what is installed is what somebody looked at: lock files, checksums, whole versions, and
//! no script that runs on installing.

use crate::workspace::TextFile;

pub(super) fn findings(files: &[TextFile]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        let beside = |other: &str| {
            let path = format!("{}{other}", file.path.strip_suffix(name).unwrap_or_default());
            files.iter().find(|file| file.path == path)
        };
        let complaints = match name {
            "Cargo.toml" if file.text.lines().any(|line| line == "[workspace]") => {
                missing("Cargo.lock", beside("Cargo.lock"))
            }
            "go.mod" => missing("go.sum", beside("go.sum")),
            "package.json" => npm(&file.text, beside("package-lock.json"), beside(".npmrc")),
            "package-lock.json" => unchecked(&file.text),
            "pom.xml" => open_versions(&file.text),
            name if name.starts_with("requirements") && file.extension() == "txt" => {
                without_checksum(&file.text)
            }
            _ => continue,
        };
        findings.extend(complaints.into_iter().map(|said| format!("{}: {said}", file.path)));
    }
    findings
}

fn missing(name: &str, file: Option<&TextFile>) -> Vec<String> {
    if file.is_some() { Vec::new() } else { vec![format!("has no {name} beside it")] }
}

/// What a package of ours may do to those who install it, and what others may do to us.
fn npm(manifest: &str, lock: Option<&TextFile>, settings: Option<&TextFile>) -> Vec<String> {
    const SCRIPTS: [&str; 4] = ["preinstall", "install", "postinstall", "prepare"];
    let mut findings = Vec::new();
    for script in SCRIPTS.iter().filter(|script| manifest.contains(&format!("\"{script}\":"))) {
        findings.push(format!("has the script `{script}`"));
    }
    if manifest.contains("ependencies\": {") {
        findings.extend(missing("package-lock.json", lock));
        let ignores = |file: &TextFile| file.text.lines().any(|line| line == "ignore-scripts=true");
        if !settings.is_some_and(ignores) {
            findings.push("has no .npmrc with `ignore-scripts=true` beside it".to_owned());
        }
        // A version is a number from its first letter on, not a range; but for what users have by
        // themselves, in many versions.
        let ours = manifest.replace("peerDependencies\": {", "peers\": {");
        let versions = ours.split("ependencies\": {").skip(1);
        let versions = versions.filter_map(|rest| rest.split('}').next()).flat_map(str::lines);
        for line in versions.filter(|line| line.contains(": \"")) {
            let version = line.split(": \"").nth(1).unwrap_or_default();
            // Under another name: `npm:its-own@1.0.0`.
            let own = version.strip_prefix("npm:").and_then(|it| it.rsplit('@').next());
            let version = own.unwrap_or(version);
            if !version.starts_with(|first: char| first.is_ascii_digit()) {
                findings.push(format!("not one version: {}", line.trim()));
            }
        }
    }
    findings
}

/// Packages of a package-lock.json that any file of that version would do for.
fn unchecked(lock: &str) -> Vec<String> {
    let packages = lock.split("\n    \"node_modules/").skip(1);
    packages
        .filter(|package| {
            let own = package.split("\n    }").next().unwrap_or_default();
            !own.contains("\"integrity\": \"sha512-") && !own.contains("\"link\": true")
        })
        .map(|package| format!("{}: no checksum", package.split('"').next().unwrap_or_default()))
        .collect()
}

/// Versions in Maven's words that are another one tomorrow.
fn open_versions(pom: &str) -> Vec<String> {
    let open = |line: &&str| {
        let version = line.split("version>").nth(1).unwrap_or_default();
        version.starts_with(['[', '('])
            || ["LATEST", "RELEASE", "SNAPSHOT"].iter().any(|word| version.contains(word))
    };
    pom.lines().filter(open).map(|line| format!("not one version: {}", line.trim())).collect()
}

/// Requirements that any file of that version, or any version, would do for.
fn without_checksum(requirements: &str) -> Vec<String> {
    let joined = requirements.replace("\\\n", " ");
    joined
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        .filter(|line| !line.contains("==") || !line.contains("--hash=sha256:"))
        .map(|line| format!("no version with its checksum: {}", line.trim()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> usize {
        let file = |(path, text): &(&str, &str)| TextFile {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        findings(&files.iter().map(file).collect::<Vec<_>>()).len()
    }

    #[test]
    fn a_root_without_a_lock_file_is_found() {
        let root = ("fuzz/Cargo.toml", "[package]\n[workspace]\n");
        assert_eq!(found(&[root]), 1);
        assert_eq!(found(&[root, ("Cargo.lock", "")]), 1);
        assert_eq!(found(&[root, ("fuzz/Cargo.lock", "")]), 0);
        assert_eq!(found(&[("crates/a/Cargo.toml", "[package]\n")]), 0);
        assert_eq!(found(&[("tools/go.mod", "")]), 1);
    }

    #[test]
    fn what_npm_may_run_is_found() {
        let package = ("a/package.json", "{\"devDependencies\": {\n \"b\": \"1.0.0\"\n}}");
        let (lock, settings) =
            (("a/package-lock.json", "{}"), ("a/.npmrc", "ignore-scripts=true\n"));
        assert_eq!(found(&[package, lock, settings]), 0);
        assert_eq!(found(&[package, lock]), 1);
        assert_eq!(found(&[package, settings]), 1);
        assert_eq!(found(&[("a/package.json", "{\"scripts\": {\"postinstall\": \"x\"}}")]), 1);
    }

    #[test]
    fn an_open_version_is_found() {
        let settings = ("package-lock.json", "{}");
        for (version, findings) in
            [("^1.0.0", 1), ("npm:its-own@1.0.0", 0), ("npm:its-own@^1.0.0", 1), ("npm:its-own", 1)]
        {
            let text = format!("{{\"dependencies\": {{\n \"b\": \"{version}\"\n}}}}");
            let files = [("package.json", &*text), settings, (".npmrc", "ignore-scripts=true")];
            assert_eq!(found(&files), findings, "{version}");
        }
        let peers = "{\"peerDependencies\": {\n \"b\": \">=1.0.0\"\n}}";
        let files = [("package.json", peers), settings, (".npmrc", "ignore-scripts=true")];
        assert_eq!(found(&files), 0);
        assert_eq!(found(&[("a/pom.xml", "<version>[1,2)</version>\n<version>1.0</version>")]), 1);
        assert_eq!(found(&[("a/pom.xml", "<jna.version>1-SNAPSHOT</jna.version>")]), 1);
    }

    #[test]
    fn a_missing_checksum_is_found() {
        assert_eq!(
            found(&[("requirements.txt", "# b\na==1 \\\n    --hash=sha256:00\n    # via b\n")]),
            0
        );
        assert_eq!(found(&[("requirements-dev.txt", "a==1\n")]), 1);
        assert_eq!(found(&[("requirements.txt", "a>=1 --hash=sha256:00\n")]), 1);
        let entry =
            |rest: &str| format!("{{\n    \"node_modules/a\": {{\n      {rest}\n    }}\n}}");
        assert_eq!(found(&[("package-lock.json", &entry("\"integrity\": \"sha512-x\""))]), 0);
        assert_eq!(found(&[("package-lock.json", &entry("\"version\": \"1.0.0\""))]), 1);
    }
}
