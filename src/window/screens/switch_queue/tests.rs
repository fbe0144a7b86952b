//! The switch queue of a practice office.
