//! Just enough XML: a small tree, read strictly and written back compactly.

use std::fmt::Write as _;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::{BytesStart, Event};

/// No message of MultiSpeak nests deeper; more is not one.
const DEEPEST: usize = 64;
/// No element of it has more attributes.
const MOST_ATTRIBUTES: usize = 64;
/// The most elements and attributes of one document: some 20,000 readings, in some tens of megabytes of memory.
const LARGEST: usize = 400_000;

/// An element: its local name, its attributes, its text, its children. Prefixes are dropped, so every vocabulary for
/// the same namespace reads the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children of this name.
    pub fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The trimmed text of the first child of this name, unless it is empty.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// This element and all in it, on one line, for the record.
    pub fn compact(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        let name = &self.name;
        out.push('<');
        out.push_str(name);
        for (key, value) in self.attributes.iter().filter(|(key, _)| !key.starts_with("xmlns")) {
            // Writing to a String cannot fail.
            let _ = write!(out, " {key}=\"{}\"", escape(value.as_str()));
        }
        let text = self.text.trim();
        if text.is_empty() && self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        out.push_str(&escape(text));
        self.children.iter().for_each(|child| child.write(out));
        let _ = write!(out, "</{name}>");
    }
}

/// Reads one document.
///
/// # Errors
/// A sentence that says what is wrong with it. A document type definition is refused: nothing here needs one. So is a
/// document of more elements or deeper than any message is, before it takes memory.
pub fn parse(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    let mut room = LARGEST;
    loop {
        let event = reader.read_event().map_err(not_xml)?;
        let deep = open.len() > DEEPEST;
        let top = open.last_mut().ok_or("an element ends that never began")?;
        match event {
            Event::Start(_) if deep => return Err("it nests too deeply".into()),
            Event::Start(start) => open.push(begin(&start, &mut room)?),
            Event::Empty(start) => top.children.push(begin(&start, &mut room)?),
            Event::End(_) => close(&mut open)?,
            Event::Text(part) => top.text.push_str(&part.xml10_content()),
            Event::CData(part) => top.text.push_str(&part.xml10_content()),
            Event::GeneralRef(part) => match part.resolve_char_ref().map_err(not_xml)? {
                Some(letter) => top.text.push(letter),
                None => {
                    let known = resolve_predefined_entity(&part.xml10_content());
                    top.text.push_str(known.ok_or("it names an unknown entity")?);
                }
            },
            Event::DocType(_) => return Err("it carries a document type definition".into()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    match (open.len(), open.pop().and_then(|mut document| document.children.pop())) {
        (1, Some(root)) => Ok(root),
        _ => Err("it ends too early".into()),
    }
}

fn not_xml(error: impl std::fmt::Display) -> String {
    format!("it is not XML: {error}")
}

fn begin(start: &BytesStart<'_>, room: &mut usize) -> Result<Element, String> {
    let mut element = Element { name: start.local_name().as_ref().to_string(), ..Element::default() };
    *room = room.checked_sub(1).ok_or("it has too many elements")?;
    for attribute in start.attributes() {
        *room = room.checked_sub(1).ok_or("it has too many attributes")?;
        if element.attributes.len() == MOST_ATTRIBUTES {
            return Err("an element has too many attributes".into());
        }
        let attribute = attribute.map_err(not_xml)?;
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(not_xml)?;
        element.attributes.push((attribute.key.as_ref().to_string(), value.into_owned()));
    }
    Ok(element)
}

fn close(open: &mut Vec<Element>) -> Result<(), String> {
    let done = open.pop().ok_or("an element ends that never began")?;
    let parent = open.last_mut().ok_or("an element ends that never began")?;
    parent.children.push(done);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prefixes_entities_and_attributes_are_read() {
        let root = parse("<?xml version=\"1.0\"?><a:x xmlns:a='n' k='1 &amp; 2'><a:y> P &lt; Q&#33; </a:y><z/></a:x>")
            .expect("XML");
        assert_eq!((root.name.as_str(), root.attribute("k")), ("x", Some("1 & 2")));
        assert_eq!((root.text_of("y"), root.text_of("z")), (Some("P < Q!"), None));
        assert_eq!(root.compact(), "<x k=\"1 &amp; 2\"><y>P &lt; Q!</y><z/></x>");
    }

    #[test]
    fn what_is_cut_off_or_carries_a_definition_is_refused() {
        for bad in ["", "<a>", "<a></b>", "text", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a>&b;</a>"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert!(parse(&"<a>".repeat(1000)).is_err());
    }

    #[test]
    fn a_document_larger_than_any_message_is_refused_before_it_takes_memory() {
        let many = format!("<r>{}</r>", "<a/>".repeat(LARGEST));
        assert_eq!(parse(&many), Err("it has too many elements".to_string()));
        let broad: String = (0..10_000).map(|number| format!(" k{number}=''")).collect();
        assert_eq!(parse(&format!("<a{broad}/>")), Err("an element has too many attributes".to_string()));
        let both = format!("<a{}/>", " ".repeat(1_000)).repeat(3) + &"<a b='' c=''/>".repeat(LARGEST / 2);
        assert!(parse(&format!("<r>{both}</r>")).is_err_and(|why| why.contains("too many")));
    }

    proptest! {
        #[test]
        fn what_is_written_compactly_reads_back(name in "[a-z]{1,8}", value in "[ -~]{0,20}", text in "[!-~]{0,20}") {
            let attributes = vec![("k".to_string(), value)];
            let root = Element { name, attributes, text, children: Vec::new() };
            prop_assert_eq!(parse(&root.compact()), Ok(root));
        }

        #[test]
        fn no_text_makes_the_reader_fall_over(text in "[<>/a&;!\\[\\]?'\"= -]{0,60}") {
            let _ = parse(&text);
        }
    }
}
