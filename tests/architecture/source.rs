//! A source file as the architecture tests read it. It is read as text: what an import looks like is enough here.

use std::path::{Path, PathBuf};

pub struct Source {
    /// From the top of the repository, like `src/rules/payment.rs`.
    pub path: PathBuf,
    pub text: String,
}

/// Every Rust file under `folder`.
pub fn sources(folder: &str) -> Vec<Source> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![top.join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("sources are UTF-8");
                found.push(Source { path: path.strip_prefix(top).expect("it is inside").to_path_buf(), text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

impl Source {
    pub fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// The room that a file of `src` is in; none for the files at its top.
    pub fn room(&self) -> Option<String> {
        let module = self.module();
        let in_a_folder = self.path.components().count() > 2;
        module.first().filter(|_| in_a_folder).cloned()
    }

    /// `["rules", "payment"]` of `src/rules/payment.rs`.
    pub fn module(&self) -> Vec<String> {
        let inside: PathBuf = self.path.components().skip(1).collect();
        let words = inside.with_extension("");
        let words = words.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
        words.filter(|word| word != "mod").collect()
    }

    /// Whether the whole file is tests: `tests.rs`, or anything in a folder `tests`.
    fn is_test(&self) -> bool {
        self.module().iter().any(|word| word == "tests" || word.ends_with("_tests"))
    }

    /// The file without its comments and without its tests, which come last.
    pub fn program(&self) -> String {
        if self.is_test() {
            return String::new();
        }
        let lines: Vec<&str> = self.text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let is_for_tests = |line: &str| line.trim() == "#[cfg(test)]" || line.trim().starts_with("#[cfg(all(test,");
        let tests = lines.windows(2).position(|pair| is_for_tests(pair[0]) && opens_a_module(pair[1]));
        lines[..tests.unwrap_or(lines.len())].join("\n")
    }

    /// What stands first after the crate's root, in every path of the program part: `crate::x`, `crate::{x, y}`,
    /// `advance_pay::x`, and as many `super::` as lead there.
    pub fn rooms_looked_at(&self) -> Vec<String> {
        let program = self.program();
        let root = "super::".repeat(self.module().len());
        ["crate::", "advance_pay::", &root].iter().flat_map(|start| first_names_after(&program, start)).collect()
    }

    /// The functions that stand below `#[test]`.
    pub fn test_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut is_test = false;
        for line in self.text.lines().map(str::trim) {
            if line == "#[test]" {
                is_test = true;
            } else if let Some(rest) = line.strip_prefix("fn ").filter(|_| is_test) {
                names.extend(rest.split(['(', '<']).next().map(str::to_string));
                is_test = false;
            }
        }
        names
    }
}

fn opens_a_module(line: &str) -> bool {
    line.trim_start().starts_with("mod ") && line.trim_end().ends_with('{')
}

/// The names right after each `start`, one or a group in braces.
fn first_names_after(text: &str, start: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices(start) {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || "_$:".contains(c)) {
            continue;
        }
        let rest = &text[at + start.len()..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(top_of_group(group).iter().map(|path| name_at_the_start(path))),
            None => names.push(name_at_the_start(rest)),
        }
    }
    names
}

/// The paths of a `{a::B, c::{D, E}}` after its opening brace.
pub fn top_of_group(group: &str) -> Vec<String> {
    let (mut depth, mut paths) = (0, vec![String::new()]);
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => paths.push(String::new()),
            _ => {}
        }
        if c != ',' || depth > 0 {
            paths.last_mut().expect("there is always one").push(c);
        }
    }
    paths
}

pub fn name_at_the_start(path: &str) -> String {
    path.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn a_path_is_followed_through_groups_and_supers() {
    let text = "use crate::{basics::{Cents, Day}, terms::Terms};\nuse super::super::ledger::Store;\nlet x = $crate::no;\n\
                use super::near;\n#[cfg(test)]\nmod tests {\n use crate::desk;\n}";
    let source = Source { path: "src/rules/payment.rs".into(), text: text.to_string() };
    assert_eq!(source.room().as_deref(), Some("rules"));
    assert_eq!(source.rooms_looked_at(), ["basics", "terms", "ledger"]);
}
