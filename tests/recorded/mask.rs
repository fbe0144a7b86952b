//! What no two runs have in common is masked, and nothing else. The list is at the top of `main.rs`.

use std::path::{Path, PathBuf};

pub struct Mask {
    folders: [PathBuf; 2],
}

impl Mask {
    pub fn of(folder: &Path) -> Self {
        let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
        Self { folders: [whole, folder.to_path_buf()] }
    }

    /// The line with the masks put on. A recording is a line a call: a line's end within one is written as `\n`.
    pub fn put_on(&self, line: &str) -> String {
        let mut line = line.replace('\n', "\\n");
        for folder in &self.folders {
            line = line.replace(&*folder.to_string_lossy(), "OFFICE");
        }
        for (key, mask) in [("\"bytes\":", "SIZE"), ("\"milliseconds\":", "TIME"), ("\"seals\":", "SEALS")] {
            line = number_after(&line, key, mask);
        }
        runs(&runs(&line, is_of_hash, 64, "HASH"), is_of_uuid, 36, "UUID")
    }
}

/// The number that follows each `key` as `mask`.
fn number_after(line: &str, key: &str, mask: &str) -> String {
    let mut parts = line.split(key);
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |whole, part| {
        format!("{whole}{key}{mask}{}", part.trim_start_matches(|c: char| c.is_ascii_digit()))
    })
}

fn is_of_hash(letter: char) -> bool {
    letter.is_ascii_digit() || ('a'..='f').contains(&letter)
}

fn is_of_uuid(letter: char) -> bool {
    is_of_hash(letter) || letter == '-'
}

/// Each run of exactly `length` such letters as `mask`.
fn runs(line: &str, is_of: fn(char) -> bool, length: usize, mask: &str) -> String {
    let mut whole = String::with_capacity(line.len());
    let mut run = String::new();
    for letter in line.chars().chain(['\n']) {
        if is_of(letter) {
            run.push(letter);
            continue;
        }
        whole.push_str(if run.len() == length { mask } else { &run });
        run.clear();
        whole.push(letter);
    }
    whole.pop();
    whole
}

#[test]
fn what_is_masked_is_a_folder_a_hash_an_id_a_size_and_a_waiting_time() {
    let mask = Mask::of(Path::new("/office"));
    let head = "0123456789abcdef".repeat(4);
    let line =
        format!(r#"{{"head":"{head}","file":"/office/b","bytes":12,"key":"3e0f5d51-6a0e-4a53-9b6f-0d6a3f1c9a01"}}"#);
    assert_eq!(mask.put_on(&line), r#"{"head":"HASH","file":"OFFICE/b","bytes":SIZE,"key":"UUID"}"#);
    let kept = r#"{"receipt":"R-C-000001","meter":"M1001","amount":"40.00","day":"2026-11-16","kwh":"1030.0"}"#;
    assert_eq!(mask.put_on(kept), kept);
}
