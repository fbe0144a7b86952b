//! The house keeps its own rules: which room may look at which, where SQL and money live, how long a file may be, and
//! that every rule of the terms is proved by a test that carries its id.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/source.rs"]
mod source;

use source::{Source, sources};

/// A file that grows past this has found its second subject.
const MOST_LINES: usize = 700;

/// Reads a file of this repository.
fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The map at the top of `src/lib.rs`: each room, and what it may look at.
fn map_of_the_rooms() -> BTreeMap<String, BTreeSet<String>> {
    let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in read("src/lib.rs").lines().filter_map(|line| line.strip_prefix("//! | ")) {
        let cells: Vec<&str> = row.trim_end_matches(" |").split(" | ").collect();
        let [name, _, may_look_at] = cells[..] else { panic!("a row of the map has three cells: {row}") };
        if !name.contains('`') {
            continue;
        }
        let allowed = match may_look_at {
            "nothing" => BTreeSet::new(),
            "all above" => rooms.keys().cloned().collect(),
            names => names.split(", ").map(str::to_string).collect(),
        };
        rooms.insert(name.trim_matches(['[', ']', '`']).to_string(), allowed);
    }
    rooms
}

#[test]
fn the_map_names_every_room_and_no_other() {
    let rooms: BTreeSet<String> = map_of_the_rooms().into_keys().collect();
    let folders: BTreeSet<String> = sources("src").iter().filter_map(Source::room).collect();
    assert_eq!(rooms, folders);
}

#[test]
fn no_room_looks_where_it_may_not() {
    let rooms = map_of_the_rooms();
    let mut wrong = Vec::new();
    for source in sources("src") {
        let Some(room) = source.room() else { continue };
        for seen in source.rooms_looked_at() {
            if seen != room && rooms.contains_key(&seen) && !rooms[&room].contains(&seen) {
                wrong.push(format!("{}: `{room}` may not look at `{seen}`", source.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where files still import each other in a circle, there or in a folder below: this list only shrinks.
const CIRCLES_NOT_YET: [&str; 4] =
    ["ledger", "window/screens/account_acts", "window/screens/enroll", "window/screens/morning"];

#[test]
fn no_files_of_a_folder_import_each_other_in_a_circle() {
    let found = circles::circles();
    let is_in = |folder: &str, above: &str| Path::new(folder).starts_with(above);
    let not_yet = |folder: &str| CIRCLES_NOT_YET.iter().any(|above| is_in(folder, above));
    let new: Vec<String> = found
        .iter()
        .filter(|(folder, _)| !not_yet(folder))
        .map(|(folder, paths)| format!("{folder}\n{paths}"))
        .collect();
    assert!(new.is_empty(), "{}", new.join("\n"));
    let done = CIRCLES_NOT_YET.iter().filter(|above| !found.keys().any(|folder| is_in(folder, above)));
    let done: Vec<&&str> = done.collect();
    assert!(done.is_empty(), "no circle any more, strike them out of the list: {done:?}");
}

/// The words of `banned` in the program part of the files that `applies` to.
fn found_outside(applies: impl Fn(&Source) -> bool, banned: &[&str]) -> Vec<String> {
    let files = sources("src").into_iter().filter(applies);
    let words = |file: Source| {
        let hits = banned.iter().filter(|word| file.program().contains(**word));
        hits.map(|word| format!("{}: {word}", file.name())).collect::<Vec<_>>()
    };
    files.flat_map(words).collect()
}

fn is_in(source: &Source, rooms: &[&str]) -> bool {
    source.room().is_some_and(|room| rooms.contains(&room.as_str()))
}

#[test]
fn only_the_ledger_knows_sql() {
    let sql = ["rusqlite", "refinery", "\"SELECT ", "INSERT INTO", "DELETE FROM", "PRAGMA "];
    let found = found_outside(|source| !is_in(source, &["ledger"]), &sql);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn only_the_window_knows_iced() {
    let found = found_outside(|source| !is_in(source, &["window"]), &["iced::", "iced_"]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn below_the_desk_there_is_no_clock_no_chance_and_no_environment() {
    let pure = ["basics", "words", "terms", "rules", "ledger", "paper"];
    let banned = ["Utc::now", "Local::now", "SystemTime::now", "getrandom", "new_v4", "now_v7", "env::var"];
    let found = found_outside(|source| is_in(source, &pure), &banned);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn money_and_energy_are_never_floating_point() {
    let found =
        found_outside(|source| is_in(source, &["basics", "words", "terms", "rules", "ledger"]), &["f32", "f64"]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn nothing_is_left_to_do_in_the_code() {
    // Put together here, so that this list does not find itself.
    let left: Vec<String> = ["todo", "unimplemented", "dbg"].iter().map(|word| format!("{word}!(")).collect();
    let left: Vec<&str> = left.iter().map(String::as_str).chain([".unwrap()", "#[ignore"]).collect();
    let found = found_outside(|_| true, &left);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_file_outgrows_its_subject() {
    let files = sources("src").into_iter().chain(sources("tests"));
    let long: Vec<String> =
        files.filter(|file| file.text.lines().count() > MOST_LINES).map(|file| file.name()).collect();
    assert!(long.is_empty(), "over {MOST_LINES} lines: look for the second subject of {long:?}");
}

/// The ids in a list, one a line; a line that begins with `#` explains.
fn ids(path: &str) -> BTreeSet<String> {
    read(path)
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_string)
        .collect()
}

/// The rule ids that stand in the names of tests: `r33_…`, `e07_r30_r31_c26_…`.
fn ids_in_test_names() -> BTreeSet<String> {
    let files = sources("src").into_iter().chain(sources("tests"));
    let names: Vec<String> = files.flat_map(|file| file.test_names()).collect();
    let number = |word: &str| {
        let digits =
            word.strip_prefix('r').map(|digits| ("R", digits)).or_else(|| Some(("C", word.strip_prefix('c')?)));
        digits.and_then(|(letter, digits)| Some((letter, digits.parse::<u32>().ok()?)))
    };
    let words = names.iter().flat_map(|name| name.split('_'));
    let written =
        |(letter, number): (&str, u32)| if letter == "R" { format!("R{number:02}") } else { format!("C{number}") };
    words.filter_map(number).map(written).collect()
}

#[test]
fn every_rule_is_proved_by_a_test_that_carries_its_id() {
    let (rules, proved) = (ids("tests/rule_ids.txt"), ids_in_test_names());
    let not_yet = ids("tests/rule_ids_not_yet.txt");
    let missing: Vec<&String> = rules.iter().filter(|id| !proved.contains(*id) && !not_yet.contains(*id)).collect();
    assert!(missing.is_empty(), "no test has these rules in its name: {missing:?}");
    let unknown: Vec<&String> = proved.iter().chain(&not_yet).filter(|id| !rules.contains(*id)).collect();
    assert!(unknown.is_empty(), "there are no such rules: {unknown:?}");
}

#[test]
fn the_list_of_rules_that_are_not_proved_yet_only_shrinks() {
    let (not_yet, proved) = (ids("tests/rule_ids_not_yet.txt"), ids_in_test_names());
    let done: Vec<&String> = not_yet.intersection(&proved).collect();
    assert!(done.is_empty(), "proved by now, strike them out of tests/rule_ids_not_yet.txt: {done:?}");
}

#[test]
fn the_readme_names_only_files_that_exist() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let readme = read("README.md");
    let inside_ticks = readme.split('`').skip(1).step_by(2);
    let paths = inside_ticks.filter(|text| {
        ["src/", "tests/", "forms/", "assets/"].iter().any(|top| text.starts_with(top)) && !text.contains(['<', ' '])
    });
    let missing: Vec<&str> = paths.filter(|path| !root.join(path).exists()).collect();
    assert!(missing.is_empty(), "README.md names what is not there: {missing:?}");
}
