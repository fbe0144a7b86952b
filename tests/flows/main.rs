//! Whole stretches of an office's life, from outside: a clerk's day, a month, two people, bad input, a pulled plug.

#[path = "../common/mod.rs"]
mod common;
#[path = "../meters/peer.rs"]
#[allow(dead_code, reason = "the adapters' own tests use all of it")]
mod peer;

mod bad_input;
mod bad_program;
mod bad_store;
mod clerks_day;
mod contract;
mod crash;
mod drawer;
mod files;
mod help_and_readme;
mod keys;
mod month;
mod notices;
mod roles;
mod service;
mod terms_at_work;
mod together;
mod told;
mod wires;
