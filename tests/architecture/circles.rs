//! Who imports whom inside a folder: found by reading every path of every file, so that a circle has nowhere to hide.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Source, sources};

/// From each file or folder to those beside it that it looks at, and one of the paths that do.
type Graph = BTreeMap<String, BTreeMap<String, String>>;

/// The folders of `src` in which files or folders that lie side by side import each other in a circle, with the paths that
/// close it.
pub fn circles() -> BTreeMap<String, String> {
    Crate::of(&sources("src")).circles()
}

/// The program part of each file, by its module: `["rules", "payment"]`.
struct Crate(BTreeMap<Vec<String>, String>);

impl Crate {
    fn of(files: &[Source]) -> Self {
        Self(files.iter().map(|file| (file.module(), file.program())).collect())
    }

    fn circles(&self) -> BTreeMap<String, String> {
        let folders = self.0.keys().flat_map(|module| (1..module.len()).map(|depth| &module[..depth]));
        let folders: BTreeSet<&[String]> = folders.collect();
        let paths = |folder: &[String]| {
            let graph = self.graph(folder);
            knots(&graph).iter().flat_map(|knot| paths_inside(&graph, knot)).collect::<Vec<_>>().join("\n")
        };
        let found = folders.into_iter().map(|folder| (folder.join("/"), paths(folder)));
        found.filter(|(_, paths)| !paths.is_empty()).collect()
    }

    /// What lies in `folder`, each with what it looks at beside it. The folder's own file counts as one of them.
    fn graph(&self, folder: &[String]) -> Graph {
        let mut graph = Graph::new();
        for module in self.0.keys().filter(|module| module.starts_with(folder)) {
            let from = unit(folder, module);
            let seen = graph.entry(from.clone()).or_default();
            for (to, path) in self.looked_at(module).into_iter().filter(|(to, _)| to.starts_with(folder)) {
                let to = unit(folder, &to);
                if to != from {
                    seen.entry(to).or_insert(format!("{} sees {}", module.join("/"), path.join("::")));
                }
            }
        }
        graph
    }

    /// The modules that the program part of a file takes something from, and the path by which it does.
    fn looked_at(&self, module: &[String]) -> Vec<(Vec<String>, Vec<String>)> {
        let program = without_re_exports(&self.0[module]);
        let ups = (1..=module.len()).map(|up| ("super::".repeat(up), module[..module.len() - up].to_vec()));
        let children = self.children(module).into_iter();
        let children = children.map(|child| (format!("{child}::"), [module, &[child]].concat()));
        let own = [("crate::".to_string(), Vec::new()), ("self::".to_string(), module.to_vec())];
        let starts = ups.chain(children).chain(own);
        let paths = |(start, base): (String, Vec<String>)| {
            paths_after(&program, &start).into_iter().map(move |path| [&base[..], &path].concat()).collect::<Vec<_>>()
        };
        starts.flat_map(paths).filter_map(|path| Some((self.home_of(&path)?, path))).collect()
    }

    fn children(&self, module: &[String]) -> BTreeSet<String> {
        let below = self.0.keys().filter(|other| other.len() > module.len() && other.starts_with(module));
        below.map(|other| other[module.len()].clone()).collect()
    }

    /// The module that a path leads to: where the thing is defined, also when a folder's own file passes it on.
    fn home_of(&self, path: &[String]) -> Option<Vec<String>> {
        let depth = (1..=path.len()).rev().find(|depth| self.0.contains_key(&path[..*depth]))?;
        let (module, Some(item)) = (path[..depth].to_vec(), path.get(depth)) else { return Some(path.to_vec()) };
        let mut below = self.0.iter().filter(|(other, _)| other.starts_with(&module));
        let home = below.find(|(_, program)| defines(program, item)).map(|(other, _)| other.clone());
        Some(home.unwrap_or(module))
    }
}

/// The name, inside `folder`, of the file or folder that a module is in.
fn unit(folder: &[String], module: &[String]) -> String {
    module.get(folder.len()).cloned().unwrap_or_else(|| "mod".to_string())
}

/// Whether a file has `pub … fn item` or the like.
fn defines(program: &str, item: &str) -> bool {
    program.match_indices(item).any(|(at, _)| {
        let ends = !program[at + item.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let line = program[..at].lines().next_back().unwrap_or_default();
        let mut words = line.split_whitespace().rev();
        let kind = words.next().unwrap_or_default();
        let is_a_kind = ["fn", "struct", "enum", "trait", "type", "const", "static"].contains(&kind);
        ends && is_a_kind && line.ends_with(' ') && line.starts_with("pub")
    })
}

/// A folder's file passes things on with `pub use`: that is not looking.
fn without_re_exports(program: &str) -> String {
    let mut kept = String::new();
    let mut passing_on = false;
    for line in program.lines() {
        passing_on |= line.starts_with("pub") && line.contains(" use ");
        if !passing_on {
            kept.push_str(line);
            kept.push('\n');
        }
        passing_on &= !line.ends_with(';');
    }
    kept
}

/// The paths after each `start` in a text, groups opened: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths_after(text: &str, start: &str) -> Vec<Vec<String>> {
    let begins = |at: &usize| !text[..*at].ends_with(|c: char| c.is_alphanumeric() || "_$:".contains(c));
    let places = text.match_indices(start).map(|(at, _)| at).filter(begins);
    places.flat_map(|at| opened(&text[at + start.len()..])).filter(|path| path[0] != "super").collect()
}

fn opened(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start();
    if let Some(group) = text.strip_prefix('{') {
        return crate::source::top_of_group(group).iter().flat_map(|part| opened(part)).collect();
    }
    let name = crate::source::name_at_the_start(text);
    if name.is_empty() {
        return if text.starts_with('*') { vec![vec!["*".to_string()]] } else { Vec::new() };
    }
    match text[name.len()..].strip_prefix("::") {
        Some(rest) if !rest.starts_with('<') => {
            opened(rest).into_iter().map(|rest| [vec![name.clone()], rest].concat()).collect()
        }
        _ => vec![vec![name]],
    }
}

/// The largest groups in which each is reached from each.
fn knots(graph: &Graph) -> BTreeSet<Vec<&String>> {
    let reached: BTreeMap<&String, BTreeSet<&String>> = graph.keys().map(|from| (from, reach(graph, from))).collect();
    let both_ways = |a: &String, b: &String| reached[a].contains(b) && reached[b].contains(a);
    let knot = |from: &String| graph.keys().filter(|to| both_ways(from, to)).collect::<Vec<_>>();
    graph.keys().map(knot).filter(|knot| !knot.is_empty()).collect()
}

fn reach<'a>(graph: &'a Graph, from: &String) -> BTreeSet<&'a String> {
    let (mut found, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(at) = next.pop() {
        let new: Vec<&String> = graph[at].keys().filter(|to| found.insert(*to)).collect();
        next.extend(new);
    }
    found
}

fn paths_inside(graph: &Graph, knot: &[&String]) -> Vec<String> {
    let inside = |from: &&String| {
        graph[*from].iter().filter(|(to, _)| knot.contains(to)).map(|(_, path)| path.clone()).collect::<Vec<_>>()
    };
    knot.iter().flat_map(inside).map(|path| format!("    {path}")).collect()
}

#[test]
fn a_circle_is_found_through_what_a_folder_passes_on_and_through_folders() {
    let file = |path: &str, text: &str| Source { path: path.into(), text: text.to_string() };
    let circle = [
        file("src/desk/mod.rs", "mod counter;\nmod money;\npub use counter::*;\n"),
        file("src/desk/counter/mod.rs", "mod pay;\npub use pay::{\n    Taken,\n};\n"),
        file("src/desk/counter/pay.rs", "use crate::{basics::Cents, desk::{money::Coins}};\npub struct Taken;\n"),
        file("src/desk/money.rs", "use super::Taken;\npub struct Coins;\n"),
    ];
    let found = Crate::of(&circle).circles();
    assert_eq!(found.keys().collect::<Vec<_>>(), ["desk"]);
    assert!(found["desk"].contains("desk/money sees desk::Taken"), "{found:?}");
    assert!(Crate::of(&circle[..3]).circles().is_empty());
}
