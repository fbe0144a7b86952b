//! A morning at a practice office.
